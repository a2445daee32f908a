public import Simulation

/// Takes the keys of a run out of everything that is written down.
public struct SecretMask: Sendable {
  /// Long texts are cut in reports, maybe within a key: so many of its bytes betray it.
  private static let headLength = 12
  /// So many bytes choose the keys that are looked at more closely: a run on sandboxes has hundreds of them.
  private static let indexLength = 4

  private struct Needle: Sendable {
    let bytes: [UInt8]
    let cut: [UInt8]
  }

  /// What is looked for, by its first bytes.
  private var needles: [UInt32: [Needle]] = [:]

  /// What hides credentials that are known by their places and shapes.
  private let redaction: Redaction

  /// A mask for these keys, besides whatever looks like one or stands where one does.
  public init(_ secrets: [String], _ redaction: Redaction = .general) {
    self.redaction = redaction
    for secret in Set(secrets) where secret.utf8.count >= Self.indexLength {
      for form in Self.forms(of: secret) {
        let needle = Needle(bytes: Array(form.utf8), cut: Array(Secrets.cut(form).utf8))
        needles[Self.index(needle.bytes[...]), default: []].append(needle)
      }
    }
  }

  /// The text with each key cut to its first characters, also where only its beginning stands there, and without what stands
  /// in a credential's place.
  public func masked(_ text: String) -> String { redaction.text(values(text)) }

  /// The text without keys and what looks like one; places do not count, since what is compared stands there.
  func values(_ text: String) -> String {
    guard !needles.isEmpty else { return redaction.shaped(text) }
    let bytes = Array(text.utf8)
    var masked: [UInt8] = []
    masked.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if let (needle, length) = needle(at: bytes[place...]) {
        masked += needle.cut
        place += length
      } else {
        masked.append(bytes[place])
        place += 1
      }
    }
    return redaction.shaped(String(decoding: masked, as: UTF8.self))
  }

  /// How reports write it: as it stands, as JSON, as JSON within a text of JSON, and each of these as XML.
  private static func forms(of secret: String) -> Set<String> {
    let once = String(JSONReport.quoted(secret).dropFirst().dropLast())
    let twice = String(JSONReport.quoted(once).dropFirst().dropLast())
    return Set([secret, once, twice].flatMap { [$0, JUnitReport.escaped($0)] })
  }

  /// The key that begins here, and how much of it stands here: of several the one with most.
  private func needle(at text: ArraySlice<UInt8>) -> (Needle, length: Int)? {
    guard text.count >= Self.indexLength, let candidates = needles[Self.index(text)] else { return nil }
    var best: (Needle, length: Int)?
    for needle in candidates {
      let length = zip(text, needle.bytes).prefix { $0 == $1 }.count
      let isHead = length >= Self.headLength && needle.bytes.count >= Self.headLength + 4
      if length == needle.bytes.count || isHead, length > best?.length ?? 0 { best = (needle, length) }
    }
    return best
  }

  private static func index(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(indexLength).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
