import JSON
import Simulation
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct PlaceholderTests {
  @Test(arguments: [
    ("Hello {{name}}.", "Hello Ada."), ("{{ name }}{{name}}", "AdaAda"), ("{{_n_}}", "_"), ("{{Name}}", "{{Name}}"),
    ("{{n}} {{b}} {{none}}|", "3 true |"), ("{{list}}", "[1,\"a\"]"), ("{{", "{{"), ("{{name", "{{name"),
    ("{{}}", "{{}}"),
    ("{{ }} {{name}}", "{{ }} Ada"), ("{name}", "{name}"), ("{{{name}}}", "{Ada}"),
    ("{{a}} and {{name}}", "{{a}} and Ada"),
    ("\u{e9}{{name}}\u{e9}", "\u{e9}Ada\u{e9}"), ("", ""),
  ])
  func fillsWhatHasAName(text: String, filled: String) throws {
    let values: JSONObject = [
      "name": "Ada", "_n_": "_", "n": 3, "b": true, "none": nil, "list": [1, "a"],
    ]
    #expect(try Placeholders.fill(text, Limits()) { values[$0] } == filled)
  }

  @Test func namesAreFoundOnceAndInOrder() {
    var names = NameList()
    Placeholders.collect(in: ["{{b}} {{a}}", ["{{c}}": ["x", "{{ a }}"]], 3], into: &names)
    #expect(names.names == ["b", "a", "c"])
  }

  @Test(arguments: [
    (["a"], "{'a'}"), (["a", "b"], "{'a', 'b'}"), (["it's"], "{\"it's\"}"), (["a\"b'c"], "{'a\"b\\'c'}"),
  ])
  func namesArePrintedAsPythonPrintsASet(names: [String], text: String) {
    #expect(Placeholders.pythonSet(names) == text)
  }
}
