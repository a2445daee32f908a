import HTTP1
import Testing

@Suite(.timeLimit(.minutes(2))) struct RequestTests {
  @Test(arguments: [
    ("/", "/", ""),
    ("/a/b?c=d", "/a/b", "c=d"),
    ("/a?b?c", "/a", "b?c"),
    ("/a?", "/a", ""),
    ("/a#f", "/a", ""),
    ("/a?b#f?", "/a", "b"),
    ("/a//b", "/a//b", ""),
    ("/r?u=http://x/y", "/r", "u=http://x/y"),
    ("http://host:80/a?b", "/a", "b"),
    ("http://host", "/", ""),
    ("http://host?b", "/", "b"),
    ("*", "*", ""),
    ("host:443", "host:443", ""),
  ])
  func splitsTargetIntoPathAndQuery(target: String, path: String, query: String) {
    let request = Request(target: target)
    #expect(request.target == target)
    #expect(request.path == path)
    #expect(request.query == query)
  }

  @Test func findsFieldsByLowerCaseName() {
    let request = Request(
      method: .post, target: "/x", fields: [("Host", "h"), ("X-A", "1"), ("x-a", "2"), ("x-empty", "")], body: [1])
    #expect(request.field("host") == "h")
    #expect(request.field("x-a") == "1")
    #expect(request.fields(named: "x-a") == ["1", "2"])
    #expect(request.field("x-empty") == "")
    #expect(request.field("x-") == nil)
    #expect(request.fields.map(\.name) == ["host", "x-a", "x-a", "x-empty"])
    #expect(request.body == [1])
  }

  @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "M-SEARCH"])
  func namesMethodsAsWritten(name: String) {
    #expect(Method(name)?.name == name)
    #expect(Method(name.lowercased()) == Method(name))
  }

  @Test func knowsNoInventedMethod() {
    #expect(Method("FETCH") == nil)
    #expect(Method("") == nil)
    #expect(Method.patch.name == "PATCH")
    #expect(Method.trace.name == "TRACE")
  }
}

@Suite(.timeLimit(.minutes(2))) struct FieldsTests {
  @Test func keepsOrderAndRepeats() {
    var fields: Fields = ["A": "1", "b": "2"]
    fields.append("a", "3")
    #expect(fields.map(\.name) == ["a", "b", "a"])
    #expect(fields["a"] == "1")
    #expect(fields.values(named: "a") == ["1", "3"])
  }

  @Test func namesAreLowerCaseWhateverTheirLength() {
    for length in 1...20 {
      let name = String("AZ[@`az{-09_".prefix(length)) + String(repeating: "Q", count: max(0, length - 12))
      var fields = Fields()
      fields.append(name, "Value")
      fields.append("next", "")
      #expect(fields.map(\.name) == [name.lowercased(), "next"])
      #expect(fields.map(\.value) == ["Value", ""])
    }
  }

  @Test func settingReplacesEveryRepeatInPlace() {
    var fields: Fields = ["x": "0", "a": "1", "b": "2", "a": "3"]
    fields["a"] = "9"
    #expect(fields.map { "\($0.name)=\($0.value)" } == ["x=0", "a=9", "b=2"])
    fields["x"] = nil
    fields["new"] = "n"
    #expect(fields.map(\.name) == ["a", "b", "new"])
  }
}
