public import Simulation

/// What is wrong with a webhook's signature, found out from what a developer has at hand.
///
/// It tells three things: what is signed and how the right header reads; whether the official SDK would take the header that
/// came, and why not; and which mistakes yield the hash that came, or the one that the app computed.
public struct SignatureDiagnosis: Sendable {
  /// What is at hand.
  public struct Evidence: Sendable {
    /// The webhook's secret, `wsec_…`.
    public var secret: String
    /// The body as it came.
    public var body: [UInt8]
    /// The header field's value; its name before it does not matter.
    public var header: String?
    /// `t` for where no header has one; Unix seconds.
    public var timestamp: Int64?
    /// Where the webhook went, which is not signed, though some sign it.
    public var url: String?
    /// The hash that the app computed.
    public var computed: String?

    /// Evidence of these parts.
    public init(
      secret: String, body: [UInt8], header: String? = nil, timestamp: Int64? = nil, url: String? = nil,
      computed: String? = nil
    ) {
      self.secret = secret
      self.body = body
      self.header = header
      self.timestamp = timestamp
      self.url = url
      self.computed = computed
    }
  }

  /// The signature that is right for this secret, `t` and body.
  public let right: WebhookSignature
  /// The same body, signed at the moment of the diagnosis.
  public let renewed: WebhookSignature
  /// Bytes that are signed: `t`, a dot and the body.
  public let signedCount: Int
  /// How old `t` is: `2 hours ago`, `1 minute ahead`, `not a number`.
  public let age: String
  /// Why the SDK refuses the header, in its order; empty where it takes it, nil where no header is at hand.
  public let refusals: [WebhookRefusal]?
  /// How the header's hash came to be, where it is not the right one.
  public let sent: SignatureSearch.Finding?
  /// How the app's hash came to be.
  public let computed: SignatureSearch.Finding?
  /// What else is remarkable, a sentence each.
  public let notes: [String]

  /// Whether everything that was given is right.
  public var isAccepted: Bool { refusals?.isEmpty != false && (computed ?? .right) == .right }

  /// Looks at the evidence; `now` decides whether `t` is too old.
  public init(_ evidence: Evidence, at now: Instant) {
    let header = evidence.header.map(Self.value)
    let parts = header.map(WebhookSignatureHeader.init)
    let timestamp = parts?.timestamp ?? String(evidence.timestamp ?? now.unixSeconds)
    right = WebhookSignature(secret: evidence.secret, timestamp: timestamp, body: evidence.body)
    renewed = WebhookSignature(secret: evidence.secret, timestamp: now.unixSeconds, body: evidence.body)
    let recipe = WebhookSignature.recipe(secret: evidence.secret, timestamp: timestamp, body: evidence.body)
    signedCount = timestamp.utf8.count + 1 + evidence.body.count
    age = Self.age(of: timestamp, at: now)

    let refusals = header.map { header in
      let refusals = WebhookSignature.refusals(of: header, secret: evidence.secret, body: evidence.body, at: now)
      return refusals.isEmpty ? Self.bodyRefusal(evidence.body) : refusals
    }
    self.refusals = refusals
    notes = Self.notes(evidence, parts)

    let isWrong = refusals?.contains(.wrongHash) == true
    guard isWrong || evidence.computed != nil else {
      (sent, computed) = (nil, nil)
      return
    }
    let search = SignatureSearch(
      recipe, spelling: .hexadecimal, mistakes: WebhookMistakes.all(recipe, secret: evidence.secret, url: evidence.url))
    sent = isWrong ? parts?.hash.map { Self.finding($0, search) } : nil
    computed = evidence.computed.map { text in
      let trimmed = text.trimmingWhitespace()
      // The app may write the scheme before its hash, as the header does.
      return Self.finding(trimmed.hasPrefix("v0=") ? String(trimmed.dropFirst(3)) : String(trimmed), search)
    }
  }

  /// The field's value without its name, which is copied along from logs.
  private static func value(_ header: String) -> String {
    let name = WebhookSignature.fieldName.lowercased() + ":"
    guard header.lowercased().hasPrefix(name) else { return header }
    return String(header.dropFirst(name.count).trimmingWhitespace())
  }

  /// A hash with one `v0=` too many is explained without it.
  private static func finding(_ text: String, _ search: SignatureSearch) -> SignatureSearch.Finding {
    guard text.hasPrefix("v0=") else { return search.finding(for: text) }
    switch search.finding(for: text.dropFirst(3)) {
    case .right: return .mistakes([WebhookMistakes.doubledScheme])
    case .mistakes(let others): return .mistakes(others + [WebhookMistakes.doubledScheme])
    case let other: return other
    }
  }
}
