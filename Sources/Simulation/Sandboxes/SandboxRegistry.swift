public import EventLoop
public import HTTP1

/// Why a sandbox cannot be made, found or removed.
public enum SandboxFailure: Error, Equatable, Sendable {
  /// Another live sandbox has this name.
  case nameTaken(String)
  /// The name has a character that a path segment should not have, or is too long.
  case badName(String)
  /// Another live sandbox owns this key's value.
  case credentialTaken(key: String, owner: String)
  /// Two keys of the sandbox have one value.
  case credentialTwice(keys: [String])
  /// There is no sandbox with this name.
  case unknown(String)
  /// The `default` sandbox can be reset, not removed.
  case defaultStays

  /// What went wrong and how to mend it.
  public var message: String {
    switch self {
    case .nameTaken(let name): "A sandbox named \"\(name)\" exists already: delete it first, or choose another name."
    case .badName(let name):
      "\"\(name)\" cannot name a sandbox: use 1 to 64 letters, digits, '-', '_' or '.', beginning with a letter or digit."
    case .credentialTaken(let key, let owner):
      "The value of key \"\(key)\" belongs to the live sandbox \"\(owner)\": leave the value out, and one is derived."
    case .credentialTwice(let keys):
      "The keys \"\(keys.joined(separator: "\" and \""))\" have the same value: give each its own."
    case .unknown(let name): "There is no sandbox named \"\(name)\"."
    case .defaultStays: "The sandbox \"default\" cannot be deleted; POST /_ringback/sandboxes/default/reset empties it."
    }
  }
}

/// The live sandboxes, found by name and by credential.
@LoopActor public final class SandboxRegistry {
  private var byName: [String: Sandbox] = [:]
  private var byCredential: [String: (sandbox: Sandbox, credential: Credential)] = [:]
  /// What a key opened last: an app sends one key all the time.
  ///
  /// Forgotten whenever any key opens or closes.
  private var latest: (sandbox: Sandbox, credential: Credential)?
  private var byAccount: [String: Sandbox] = [:]
  private var byAuthToken: [String: Sandbox] = [:]
  private var order: [String] = []
  private let reclaimer = Reclaimer()

  private let journal: JournalLimits
  private let limits: Limits
  private let vocabulary: CredentialVocabulary
  /// Who carries what the sandboxes send.
  public weak var postman: (any Postman)? {
    didSet { for sandbox in all { sandbox.postman = postman } }
  }

  /// Told of each life that begins, so that what moves by itself in the world that it begins with is moved.
  public var lifeBegan: (@LoopActor (Sandbox) -> Void)?

  /// A registry without sandboxes; `journal` is how much each will remember, `limits` what it may be asked for.
  public init(
    journal: JournalLimits = JournalLimits(), limits: Limits = Limits(), vocabulary: CredentialVocabulary = .general
  ) {
    self.journal = journal
    self.limits = limits
    self.vocabulary = vocabulary
  }

  /// The live sandboxes in the order in which they were made.
  public var all: [Sandbox] { order.compactMap { byName[$0] } }

  /// The sandbox with this name.
  public subscript(name: String) -> Sandbox? { byName[name] }

  /// The sandbox that a request's key opens, and the credential that it is.
  public func sandbox(openedBy request: borrowing Request) -> (sandbox: Sandbox, credential: Credential)? {
    if let latest, request.field("xi-api-key", is: latest.credential.value) { return latest }
    guard let value = request.field("xi-api-key"), let found = byCredential[value] else { return nil }
    latest = found
    return found
  }

  /// The sandbox that has this Twilio account.
  public func sandbox(ofTwilioAccount accountSID: String) -> Sandbox? { byAccount[accountSID] }

  /// A text without keys and tokens of any live sandbox, as far as they are words of letters, digits, `-` and `_`.
  ///
  /// What one sandbox is asked may name another one's.
  public func hidingCredentials(in text: String) -> String {
    var clean: [Substring] = []
    var rest = text.utf8[...]
    var hasHidden = false
    while !rest.isEmpty {
      let word = Substring(rest.prefix { Self.isWord($0) })
      rest = rest[word.endIndex...]
      if let name = credentialName(String(word)) {
        hasHidden = true
        clean.append("<\(name)>")
      } else {
        clean.append(word)
      }
      let between = Substring(rest.prefix { !Self.isWord($0) })
      rest = rest[between.endIndex...]
      clean.append(between)
    }
    return hasHidden ? clean.joined() : text
  }

  private func credentialName(_ word: String) -> String? {
    guard word.utf8.count >= Redaction.shortest else { return nil }
    if let (_, credential) = byCredential[word] { return "key:\(credential.name)" }
    return byAuthToken[word] == nil ? nil : "twilio:auth_token"
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Makes a sandbox live.
  @discardableResult
  public func create(_ plan: Sandbox.Plan) throws(SandboxFailure) -> Sandbox {
    guard Self.isName(plan.name) else { throw .badName(plan.name) }
    guard byName[plan.name] == nil else { throw .nameTaken(plan.name) }
    try check(plan)
    let sandbox = Sandbox(plan, journal: journal, limits: limits, vocabulary: vocabulary)
    sandbox.postman = postman
    byName[plan.name] = sandbox
    byAccount[sandbox.twilio.accountSID] = sandbox
    byAuthToken[sandbox.twilio.authToken] = sandbox
    order.append(plan.name)
    open(sandbox)
    lifeBegan?(sandbox)
    return sandbox
  }

  /// Gives a live sandbox another plan; its objects and ids stay, what the new plan's credentials open changes at once.
  public func replan(_ sandbox: Sandbox, _ plan: Sandbox.Plan) throws(SandboxFailure) {
    precondition(byName[plan.name] === sandbox, "a plan of another sandbox")
    try check(plan)
    close(sandbox)
    sandbox.adopt(plan)
    open(sandbox)
  }

  /// Throws what speaks against a plan's credentials: two of one value, or one of another live sandbox.
  public func check(_ plan: Sandbox.Plan) throws(SandboxFailure) {
    var nameByValue: [String: String] = [:]
    for credential in plan.credentials {
      if let twin = nameByValue.updateValue(credential.name, forKey: credential.value) {
        throw .credentialTwice(keys: [twin, credential.name])
      }
      if let owner = byCredential[credential.value]?.sandbox, owner.name != plan.name {
        throw .credentialTaken(key: credential.name, owner: owner.name)
      }
    }
  }

  private func open(_ sandbox: Sandbox) {
    latest = nil
    for credential in sandbox.plan.credentials { byCredential[credential.value] = (sandbox, credential) }
  }

  private func close(_ sandbox: Sandbox) {
    latest = nil
    for credential in sandbox.plan.credentials where byCredential[credential.value]?.sandbox === sandbox {
      byCredential[credential.value] = nil
    }
  }

  /// Puts a sandbox back to its start; its credentials stay.
  @discardableResult
  public func reset(_ name: String) throws(SandboxFailure) -> Sandbox {
    guard let sandbox = byName[name] else { throw .unknown(name) }
    empty(sandbox)
    lifeBegan?(sandbox)
    return sandbox
  }

  /// Puts back what a snapshot holds; the sandbox's credentials stay.
  public func restore(_ sandbox: Sandbox, _ snapshot: Snapshot, _ kinds: SnapshotKinds) {
    let remains = sandbox.endLife()
    reclaimer.take([sandbox.restore(snapshot, kinds)] + remains)
    sandbox.beginRecord()
    lifeBegan?(sandbox)
  }

  /// Ends the sandbox's life and puts it back to its start.
  private func empty(_ sandbox: Sandbox) {
    let remains = sandbox.endLife()
    let tapes = sandbox.journal.surrender()
    reclaimer.take([sandbox.reset(), tapes] + remains)
  }

  /// Removes a sandbox; its credentials open nothing from now on.
  public func delete(_ name: String) throws(SandboxFailure) {
    guard name != "default" else { throw .defaultStays }
    guard let sandbox = byName.removeValue(forKey: name) else { throw .unknown(name) }
    byAccount[sandbox.twilio.accountSID] = nil
    byAuthToken[sandbox.twilio.authToken] = nil
    order.removeAll { $0 == name }
    close(sandbox)
    empty(sandbox)
    sandbox.close()
  }

  private static func isName(_ name: String) -> Bool {
    let allowed = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard allowed, (1...64).contains(name.utf8.count), let first = name.utf8.first else { return false }
    return first != UInt8(ascii: ".") && first != UInt8(ascii: "-") && first != UInt8(ascii: "_")
  }
}
