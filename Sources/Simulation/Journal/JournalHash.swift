internal import Cryptography
public import EventLoop
internal import JSON

/// What makes two runs the same: the SHA-256 over the normal forms of a journal's entries, in order.
///
/// Made when asked for, a step at a time; ``JournalNormalForm`` says what counts.
@LoopActor public final class JournalDigest {
  private let entries: JournalEntries
  private let sandbox: Sandbox
  private var form: JournalNormalForm?
  private var digest: SHA256? = SHA256()
  private var text = ""
  private var place = 0

  /// The digest of entries that were taken out of the sandbox's journal.
  public init(of entries: JournalEntries, in sandbox: Sandbox) {
    self.entries = entries
    self.sandbox = sandbox
  }

  /// Goes one step on; answers how many bytes that was about, nil where nothing is left.
  public func advance() -> Int? {
    if let bytes = sandbox.noteNextCredentials() { return bytes }
    guard place < entries.count else { return nil }
    let form = form ?? JournalNormalForm(sandbox)
    self.form = form
    let entry = entries[place]
    digest?.update(JSONWriter.bytes(form.value(of: entry)))
    digest?.update([UInt8(ascii: "\n")])
    place += 1
    return entry.byteCount
  }

  /// The digest, 64 hexadecimal digits.
  public func finish() -> String {
    if let digest = digest.take() { text = digest.finish() }
    return text
  }
}

extension Journal {
  /// The digest of the entries that there are now.
  public func hash(in sandbox: Sandbox) async -> String {
    let digest = JournalDigest(of: entries(), in: sandbox)
    await LoopSlices.finish { digest.advance() }
    return digest.finish()
  }
}
