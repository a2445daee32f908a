extension HeaderBlock {
  /// The fields that were rendered, in order.
  var fields: [(name: String, value: String)] {
    bytes.split(separator: UInt8(ascii: "\n")).map { line in
      let name = line.prefix { $0 != UInt8(ascii: ":") }
      // Behind the name stand a colon and a space, at the end a carriage return.
      return (
        String(decoding: name, as: UTF8.self),
        String(decoding: line.dropFirst(name.count + 2).dropLast(), as: UTF8.self)
      )
    }
  }
}

extension Response {
  /// Turns the shared lines into fields of this answer alone, so that one of them can be changed.
  public mutating func spreadPreset() {
    guard let preset else { return }
    fields = Fields(preset.fields + fields.map { ($0.name, $0.value) })
    self.preset = nil
  }
}
