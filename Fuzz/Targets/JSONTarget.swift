import JSON

/// Everything that reads JSON text, and the writers that make it.
enum JSONTarget {
  static func run(_ bytes: [UInt8]) {
    _ = PythonJSONDecoder.failure(in: bytes)
    _ = try? JSONOutline(bytes, levels: 3)
    _ = try? JSONPointer(String(decoding: bytes, as: UTF8.self))
    _ = try? JSONParser(duplicates: .refuse).parse(bytes)
    do throws(JSONFailure) {
      check(try JSONParser().parse(bytes))
    } catch {
      precondition(error.offset <= bytes.count && error.line >= 1 && error.column >= 1, "a place outside of the text")
    }
  }

  private static func check(_ value: JSONValue) {
    let written = JSONWriter.bytes(value)
    precondition((try? JSONParser().parse(written)) == value, "what is written is read as something else")
    precondition((try? JSONParser().parse(JSONWriter.bytes(value, pretty: true))) == value)
    precondition((try? JSONParser().parse(JSONStyle.python.bytes(value))) == value)
    _ = JSONStyle.javaScript.bytes(value)
    _ = PythonJSON.text(value)
    for (key, member) in value.object ?? [:] {
      let pointer = JSONPointer(tokens: [key])
      precondition(value.value(at: pointer) == member)
      precondition((try? JSONPointer("\(pointer)")) == pointer, "a pointer is read as another one")
      _ = JSONLocator.offset(of: pointer, in: written)
    }
  }
}
