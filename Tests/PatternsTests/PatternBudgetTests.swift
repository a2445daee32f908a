import Patterns
import Testing

@Suite(.timeLimit(.minutes(1))) struct PatternBudgetTests {
  private let text = String(repeating: "a", count: 40)
  /// Takes some tens of thousands of steps to fail: below the bound of one search.
  private let dear = "^" + String(repeating: "(a|aa)", count: 14) + "(?=b)"

  @Test func cheapSearchesAreFree() throws {
    let budget = PatternBudget(100)
    for _ in 0..<1_000 { #expect(try Pattern("a$").matches(text, within: budget)) }
    #expect(budget.left == 100)
  }

  @Test func dearSearchesAreChargedUntilNothingIsLeft() throws {
    let budget = PatternBudget(1_000_000)
    let pattern = try Pattern(dear)
    #expect(try !pattern.matches(text))
    #expect(try !pattern.matches(text, within: budget))
    #expect(budget.left < 1_000_000)
    let failure = #expect(throws: Pattern.Overrun.self) {
      for _ in 0..<200 { _ = try pattern.matches(text, within: budget) }
    }
    #expect(failure?.budget == 1_000_000 && failure?.description.contains(dear) == true)
    // Nothing is left for others either.
    #expect(throws: Pattern.Overrun.self) { try Pattern(dear).matches(text, within: budget) }
  }

  @Test func aSearchThatIsTooDearByItselfSaysSo() throws {
    let failure = #expect(throws: Pattern.Overrun.self) {
      try Pattern("^(a+)+$").matches(text + "!", within: PatternBudget(10_000_000))
    }
    #expect(failure?.budget == nil && failure?.description.contains("within 100000 steps") == true)
  }
}
