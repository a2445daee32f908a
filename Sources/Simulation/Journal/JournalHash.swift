internal import Cryptography
internal import JSON

extension Journal {
  /// What makes two runs the same: the SHA-256 over the normal forms of the entries that are kept, in order.
  ///
  /// Made when asked for; ``JournalNormalForm`` says what counts.
  public func hash(in sandbox: Sandbox) -> String {
    let form = JournalNormalForm(sandbox)
    var digest = SHA256()
    for entry in entries() {
      digest.update(JSONWriter.bytes(form.value(of: entry)))
      digest.update([UInt8(ascii: "\n")])
    }
    return digest.finish()
  }
}
