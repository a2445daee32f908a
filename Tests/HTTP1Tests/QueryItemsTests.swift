import HTTP1
import Testing

@Suite(.timeLimit(.minutes(2))) struct QueryItemsTests {
  /// Expected values are what Python 3.11's `parse_qsl(keep_blank_values=True)` gives.
  @Test(arguments: [
    ("", []),
    ("a=1&b=2", ["a=1", "b=2"]),
    ("a=1&a=2", ["a=1", "a=2"]),
    ("a", ["a="]),
    ("a=", ["a="]),
    ("=b", ["=b"]),
    ("a=b=c", ["a=b=c"]),
    ("&&a=1&", ["a=1"]),
    ("a+b=c+d", ["a b=c d"]),
    ("a%20b=%2B", ["a b=+"]),
    ("a=%zz%4", ["a=%zz%4"]),
    ("a=%c3%a9", ["a=\u{E9}"]),
    ("a=%ff%41", ["a=\u{FFFD}A"]),
    ("a=%e2%82", ["a=\u{FFFD}"]),
    ("a;b=1", ["a;b=1"]),
  ])
  func readsAsPythonDoes(raw: String, expected: [String]) {
    #expect(QueryItems.parse(raw).map { "\($0.name)=\($0.value)" } == expected)
  }

  @Test func readsSoManyPairsAndNoMore() {
    let pairs = (0..<600).map { "n\($0)=\($0)" }
    #expect(QueryItems.parse(pairs.prefix(500).joined(separator: "&")).count == 500)
    let read = QueryItems.parse(pairs.joined(separator: "&"))
    #expect(read.count == QueryItems.most && read.last?.name == "n499" && read.last?.value == "499")
  }
}

@Suite(.timeLimit(.minutes(2))) struct PercentCodingTests {
  @Test(arguments: [
    ("plain", "plain"), ("a%2Fb", "a/b"), ("a+b", "a+b"), ("%", "%"), ("%4", "%4"), ("%g1", "%g1"),
    ("%E2%82%AC", "\u{20AC}"), ("%80", "\u{FFFD}"), ("100%25", "100%"),
  ])
  func decodesLeniently(text: String, expected: String) {
    #expect(PercentCoding.decode(text) == expected)
  }

  @Test(arguments: [("a/b c", "a%2Fb%20c"), ("-._~Az09", "-._~Az09"), ("\u{E9}", "%C3%A9"), ("+", "%2B")])
  func encodesAllButUnreserved(text: String, expected: String) {
    #expect(PercentCoding.encode(text) == expected)
    #expect(PercentCoding.decode(expected) == text)
  }
}
