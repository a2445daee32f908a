import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct TextTemplateTests {
  @Test(arguments: [
    ("plain", [TextTemplate.Part.text("plain")]), ("", [.text("")]), ("{{a}}", [.variable("a")]),
    ("x{{a}}y{{b}}", [.text("x"), .variable("a"), .text("y"), .variable("b")]), ("{{{{a}}", [.text("{{a}}")]),
    ("{{open", [.text("{{open")]), ("{a}", [.text("{a}")]),
  ])
  func parts(_ text: String, parts: [TextTemplate.Part]) { #expect(TextTemplate(text).parts == parts) }
}
