import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONOutlineTests {
  static let text = #"""
     { "info" : {"title":"a } \" {", "n": [1,{"deep":2}]},
       "paths":{"/a\/b":{"get": {"x":[ "]" ]} ,"post":{}}, "/c" : null},
       "k\u00e9y" : -1.5e3
     }
    """#

  @Test func findsMembersDownToTheLevelsAsked() throws {
    let bytes = Array(Self.text.utf8)
    let outline = try JSONOutline(bytes, levels: 3)
    #expect(outline.members.map(\.key) == ["info", "paths", "kéy"])
    #expect(outline.members(of: "paths").map(\.key) == ["/a/b", "/c"])
    #expect(outline.members(of: "paths", "/a/b").map(\.key) == ["get", "post"])
    #expect(outline.members(of: "paths", "/a/b", "get").isEmpty)
    #expect(outline.members(of: "nope").isEmpty)
  }

  @Test func everySliceParsesToTheMember() throws {
    let bytes = Array(Self.text.utf8)
    let whole = try JSONParser().parse(bytes)
    func compare(_ members: [JSONOutline.Member], _ value: JSONValue) throws {
      for member in members {
        #expect(try JSONParser().parse(bytes[member.value]) == value[member.key])
        try compare(member.members, try #require(value[member.key]))
      }
    }
    try compare(JSONOutline(bytes, levels: 9).members, whole)
  }

  @Test(arguments: ["[1]", "3", "\"x\"", " {} "])
  func isEmptyForOtherRoots(text: String) throws {
    #expect(try JSONOutline(Array(text.utf8), levels: 2).members.isEmpty)
  }

  @Test(arguments: [
    "", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1} x", "{a:1}", "{\"a\":[1}", "{\"a\":\"x", "{\"a\":1 2}",
    "{\"a\":]}",
  ])
  func refusesMalformedText(text: String) {
    #expect(throws: JSONFailure.self) { try JSONOutline(Array(text.utf8), levels: 2) }
  }
}
