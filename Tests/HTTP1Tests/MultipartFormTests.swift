import HTTP1
import Testing

@Suite struct MultipartFormTests {
  private static let type = "multipart/form-data; boundary=\"a b\""

  private func parts(_ text: String, _ type: String? = type) -> [FormPart]? {
    MultipartForm.parse(Array(text.utf8), contentType: type)
  }

  @Test func fieldsAndFilesAreRead() throws {
    let found = try #require(
      parts(
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
    let found = MultipartForm.parse(head + bytes + Array("\r\n--a b--".utf8), contentType: Self.type)
    #expect(found?.first?.bytes == bytes)
  }

  @Test func anEmptyPartIsEmpty() {
    #expect(parts("--a b\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\n\r\n--a b--")?.first?.bytes == [])
  }

  @Test(arguments: [nil, "application/json", "multipart/form-data", "multipart/mixed; boundary=x"])
  func otherContentTypesAreNoForms(type: String?) {
    #expect(parts("--x--", type) == nil)
  }

  @Test(
    arguments: [
      "", "--", "--a b", "--a b\r\n", "--a b\r\n\r\n", "--a b\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\nx",
      "--a b\r\ncontent-type: text/plain\r\n\r\nx\r\n--a b--", "--a b\r\n:\r\n\r\n\r\n--a b--", "--a b--",
      "--a b\r\ncontent-disposition: form-data; name=\"n\r\n\r\n--a",
    ])
  func whatIsTornHasNoParts(text: String) {
    #expect(parts(text)?.isEmpty == true)
  }
}
