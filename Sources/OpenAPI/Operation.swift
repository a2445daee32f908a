public import HTTP1
public import JSON

/// One operation of a document: a method on a path template.
///
/// Everything but its name is parsed at the first use. It may be used as long as its ``Document`` lives.
public final class Operation {
  /// The `operationId`, or method and path where the document gives none.
  public let id: String
  /// Its place among the operations of its document.
  public var number: Int { place }
  /// Set before anybody can ask for it: there is no access to check.
  @exclusivity(unchecked) var place = 0
  /// The method it answers.
  public let method: Method
  /// The path with its parameters in braces.
  public let pathTemplate: String

  unowned var document: Document!
  private let pathItem: JSONOutline.Member
  private let range: Range<Int>

  static let methods: [String: Method] = [
    "get": .get, "post": .post, "put": .put, "patch": .patch, "delete": .delete, "head": .head, "options": .options,
  ]

  init(method: Method, path: JSONOutline.Member, member: JSONOutline.Member, text: [UInt8]) {
    self.method = method
    pathTemplate = path.key
    pathItem = path
    range = member.value
    let name = member.members.last { $0.key == "operationId" }
    id = name.flatMap { try? JSONParser().parse(text[$0.value]).string } ?? "\(method.name) \(path.key)"
  }

  /// The operation as the document has it; empty when it is malformed (``Document/problems()`` says so).
  public private(set) lazy var json: JSONValue = (try? document.parse(range)) ?? [:]

  /// The tags, in the document's order.
  public var tags: [String] { json["tags"]?.array?.compactMap(\.string) ?? [] }

  /// The first status below 300 that the document declares; 200 where there is none.
  public private(set) lazy var successStatus: Int =
    json["responses"]?.object?.lazy.compactMap { Int($0.key) }.first { (200..<300).contains($0) } ?? 200

  /// What the document says under `name`, such as `x-ringback-scope`.
  public func `extension`(_ name: String) -> JSONValue? { json[name] }

  private(set) lazy var parameters = OperationParameters(
    declared: sharedParameters + (json["parameters"]?.array ?? []), document: document)

  private var sharedParameters: [JSONValue] {
    let member = pathItem.members.last { $0.key == "parameters" }
    return member.flatMap { try? document.parse($0.value) }?.array ?? []
  }

  private(set) lazy var body = OperationBody(
    json["requestBody"].map(document.resolved), isModel: json["x-ringback-body"] == "model", document: document)

  /// Whether a body is declared.
  public var takesBody: Bool { body.isDeclared }

  /// Whether neither parameters nor a body are declared.
  private(set) lazy var takesNothing = !body.isDeclared && parameters.isEmpty

  private var schemas: [String: Schema?] = [:]

  /// The schema of the JSON answer with `status`: the status itself, its class (`2XX`), or `default`.
  ///
  /// The outer nil means that no answer is declared, the inner one that its content is not JSON.
  func responseSchema(status: Int) -> Schema?? {
    guard let responses = json["responses"]?.object else { return nil }
    let keys = [String(status), "\(status / 100)XX", "default"]
    guard let key = keys.first(where: { responses[$0] != nil }), let response = responses[key] else { return nil }
    if let known = schemas[key] { return known }
    let content = document.resolved(response)["content"]?.object
    let schema = content?.first { $0.key.hasPrefix("application/json") }?.value["schema"].map(document.compile)
    schemas[key] = .some(schema)
    return .some(schema)
  }
}
