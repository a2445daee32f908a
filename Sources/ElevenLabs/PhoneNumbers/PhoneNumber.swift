internal import JSON
internal import Simulation
internal import Telephony

/// An imported phone number: of Twilio, of a SIP trunk, or of Exotel.
struct PhoneNumber: Record, SnapshotKind {
  static let kind = "phone_numbers"

  /// Where the number comes from; what the endpoints for calls differ by.
  enum Provider: Equatable, Codable {
    /// The Twilio account that was stored at the import; nil where its credentials are gone.
    case twilio(PhoneNetwork.Account?)
    /// The trunk's configuration, without passwords.
    case sipTrunk(inbound: JSONObject?, outbound: JSONObject?)
    /// Kept and shown; nothing calls through it.
    case exotel

    var name: String {
      switch self {
      case .twilio: "twilio"
      case .sipTrunk: "sip_trunk"
      case .exotel: "exotel"
      }
    }
  }

  let id: String
  let number: String
  var label: String
  var provider: Provider
  var agentID: String?
  let supportsInbound: Bool
  let supportsOutbound: Bool
  let importedAt: Instant
  var livekitStack = "standard"
  var storesSIPMessages = true

  /// A number from an import body whose defaults are filled in.
  init(body: JSONValue, id: String, at now: Instant) {
    self.id = id
    number = body["phone_number"]?.string ?? ""
    label = body["label"]?.string ?? ""
    provider =
      switch body["provider"]?.string {
      case "sip_trunk":
        .sipTrunk(
          inbound: Self.withoutPassword(body["inbound_trunk_config"]?.object),
          outbound: Self.withoutPassword(body["outbound_trunk_config"]?.object))
      case "exotel": .exotel
      default: .twilio(PhoneNetwork.Account(accountSID: body["sid"]?.string, authToken: body["token"]?.string))
      }
    agentID = body["agent_id"]?.string
    supportsInbound = body["supports_inbound"]?.bool ?? true
    supportsOutbound = body["supports_outbound"]?.bool ?? true
    importedAt = now
  }

  /// Nothing ever asks for the password of a trunk: what is not kept ends up in no snapshot.
  static func withoutPassword(_ trunk: JSONObject?) -> JSONObject? {
    guard var trunk, var credentials = trunk["credentials"]?.object else { return trunk }
    credentials["password"] = nil
    trunk["credentials"] = .object(credentials)
    return trunk
  }

  var orderKey: Int64 { importedAt.nanoseconds }
  var groups: [GroupKey] { agentID.map { [Self.agentGroup($0)] } ?? [] }

  static func agentGroup(_ agentID: String) -> GroupKey { GroupKey(1, agentID) }

  /// The object of every phone-number answer; `agent` is the one it is assigned to.
  func json(assignedTo agent: Agent?) -> JSONValue {
    var answer: JSONObject = [
      "phone_number": .string(number),
      "label": .string(label),
      "supports_inbound": .bool(supportsInbound),
      "supports_outbound": .bool(supportsOutbound),
      "phone_number_id": .string(id),
      "assigned_agent": agent.map {
        ["agent_id": .string($0.id), "agent_name": .string($0.name), "environment": nil, "branch_id": nil]
      } ?? .null,
      "provider": .string(provider.name),
    ]
    if case .sipTrunk(let inbound, let outbound) = provider {
      answer.append("provider_config", outbound.map { .object(Self.shown(outbound: $0)) } ?? .null)
      answer.append("outbound_trunk", outbound.map { .object(Self.shown(outbound: $0)) } ?? .null)
      answer.append("inbound_trunk", inbound.map { .object(Self.shown(inbound: $0)) } ?? .null)
      answer.append("livekit_stack", .string(livekitStack))
      answer.append("store_sip_messages", .bool(storesSIPMessages))
    }
    return .object(answer)
  }

  /// The outbound trunk as answers show it: whether there are credentials, never the password.
  private static func shown(outbound trunk: JSONObject) -> JSONObject {
    let credentials = trunk["credentials"]?.object
    return [
      "address": trunk["address"] ?? "",
      "transport": trunk["transport"] ?? "auto",
      "media_encryption": trunk["media_encryption"] ?? "allowed",
      "headers": trunk["headers"] ?? [:],
      "attributes_to_headers": trunk["attributes_to_headers"] ?? [:],
      "has_auth_credentials": .bool(credentials != nil),
      "username": credentials?["username"] ?? .null,
      "has_outbound_trunk": true,
      "enabled_codecs": trunk["enabled_codecs"] ?? [],
    ]
  }

  private static func shown(inbound trunk: JSONObject) -> JSONObject {
    let credentials = trunk["credentials"]?.object
    return [
      "allowed_addresses": .array(trunk["allowed_addresses"]?.array ?? []),
      "allowed_numbers": trunk["allowed_numbers"] ?? .null,
      "media_encryption": trunk["media_encryption"] ?? "allowed",
      "has_auth_credentials": .bool(credentials != nil),
      "username": credentials?["username"] ?? .null,
      "remote_domains": trunk["remote_domains"] ?? .null,
    ]
  }
}
