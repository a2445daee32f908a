extension Response {
  /// Turns the shared lines into fields of this answer alone, so that one of them can be changed.
  public mutating func spreadPreset() {
    guard let preset else { return }
    fields = Fields(preset.fields + fields.map { ($0.name, $0.value) })
    self.preset = nil
  }
}
