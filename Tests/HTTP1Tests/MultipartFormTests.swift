import HTTP1
import Testing

@Suite(.timeLimit(.minutes(1))) struct MultipartFormTests {
  private static let type = "multipart/form-data; boundary=\"a b\""

  private func parts(_ text: String, _ type: String? = type) throws -> [FormPart]? {
    try MultipartForm.parse(Array(text.utf8), contentType: type)
  }

  @Test(
    arguments: [
      (String(repeating: "-", count: 71), "", MultipartForm.Refusal.boundaryTooLong),
      (
        "b", String(repeating: "--b\r\ncontent-disposition: form-data; name=n\r\n\r\n\r\n", count: 1_002), .tooManyParts
      ),
      ("b", "--b\r\na: " + String(repeating: "x", count: 20_000) + "\r\n\r\n\r\n--b--", .headTooLong),
    ] as [(String, String, MultipartForm.Refusal)])
  func whatIsTooMuchIsRefused(boundary: String, body: String, refusal: MultipartForm.Refusal) {
    #expect(throws: refusal) { try parts(body, "multipart/form-data; boundary=\(boundary)") }
  }

  @Test func aLongBoundaryAndALongBodyCostNoMoreThanTheirLength() throws {
    let body = [UInt8](repeating: UInt8(ascii: "-"), count: 10_000_000)
    let boundary = String(repeating: "-", count: 69) + "x"
    #expect(try MultipartForm.parse(body, contentType: "multipart/form-data; boundary=\(boundary)")?.isEmpty == true)
  }

  @Test func fieldsAndFilesAreRead() throws {
    let found = try #require(
      try parts(
        "preamble\r\n--a b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nHours\r\n"
          + "--a b\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; name=file; "
          + "filename=\"a \\\"b\\\"; c.txt\"\r\n\r\nOne\r\n\r\n--a\r\n\r\n--a b--\r\nepilogue"))
    #expect(found.map(\.name) == ["name", "file"])
    #expect(found.map(\.fileName) == [nil, "a \"b\"; c.txt"])
    #expect(found.map(\.contentType) == [nil, "text/plain"])
    #expect(found.map(\.text) == ["Hours", "One\r\n\r\n--a\r\n"])
  }

  @Test func bytesStayAsTheyAre() throws {
    let head = Array("--a b\r\ncontent-disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n".utf8)
    let bytes = (0...255).map { UInt8($0) }
    let found = try MultipartForm.parse(head + bytes + Array("\r\n--a b--".utf8), contentType: Self.type)
    #expect(found?.first?.bytes == bytes)
  }

  @Test func anEmptyPartIsEmpty() throws {
    #expect(try parts("--a b\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\n\r\n--a b--")?.first?.bytes == [])
  }

  @Test(arguments: [nil, "application/json", "multipart/form-data", "multipart/mixed; boundary=x"])
  func otherContentTypesAreNoForms(type: String?) throws {
    #expect(try parts("--x--", type) == nil)
  }

  @Test(
    arguments: [
      "", "--", "--a b", "--a b\r\n", "--a b\r\n\r\n", "--a b\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\nx",
      "--a b\r\ncontent-type: text/plain\r\n\r\nx\r\n--a b--", "--a b\r\n:\r\n\r\n\r\n--a b--", "--a b--",
      "--a b\r\ncontent-disposition: form-data; name=\"n\r\n\r\n--a",
    ])
  func whatIsTornHasNoParts(text: String) throws {
    #expect(try parts(text)?.isEmpty == true)
  }
}
