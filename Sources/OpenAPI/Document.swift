public import HTTP1
public import JSON

/// A text that is no OpenAPI document.
public struct DocumentFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, with the place where the text is malformed.
  public let description: String
}

/// An OpenAPI 3.1 document: the routes, and what their requests and answers have to look like.
///
/// One scan at the start finds where every operation and schema stands; each is parsed and compiled at its first use. Not
/// `Sendable`: it belongs to the loop, or to one test.
public final class Document {
  /// The operations in the document's order.
  public let operations: [Operation]

  private let text: [UInt8]
  private let outline: JSONOutline
  private let routes: RouteTable
  private var schemas: [String: SchemaReference] = [:]
  private lazy var operationsByID = Dictionary(
    operations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

  /// Indexes a document; throws when it is malformed down to its operations, or has no paths.
  public init(_ text: [UInt8]) throws(DocumentFailure) {
    let compact = JSONWhitespace.removed(from: text)
    do throws(JSONFailure) {
      outline = try JSONOutline(compact, levels: 4)
    } catch let failure {
      // Once more as it was written, for a place that people can find.
      do throws(JSONFailure) { _ = try JSONOutline(text, levels: 4) } catch {
        throw DocumentFailure(description: "\(error)")
      }
      throw DocumentFailure(description: "\(failure)")
    }
    guard let paths = outline.member("paths") else {
      throw DocumentFailure(description: "no OpenAPI document: it has no \"paths\"")
    }
    self.text = compact
    operations = paths.members.flatMap { path in
      path.members.compactMap { member in
        Operation.methods[member.key].map { Operation(method: $0, path: path, member: member, text: compact) }
      }
    }
    routes = RouteTable(operations)
    for (number, operation) in operations.enumerated() {
      operation.document = self
      operation.place = number
    }
  }

  /// The operation that answers `method` on `path`.
  ///
  /// `path` is what stands before the query, still percent-encoded; like uvicorn, decoding comes before matching. Literal
  /// segments win over parameters, and a parameter is one segment that is not empty.
  public func route(method: Method, path: some StringProtocol) -> Routing {
    routes.route(method: method, path: Array(path.utf8)[...])
  }

  /// As ``route(method:path:)`` for the bytes of a path, such as ``HTTP1/Request/pathBytes``, without making a string.
  public func route(method: Method, pathBytes: ArraySlice<UInt8>) -> Routing {
    routes.route(method: method, path: pathBytes)
  }

  /// The operation with this `operationId`.
  public func operation(id: String) -> Operation? { operationsByID[id] }

  /// The value of a member of the root, such as `info` or `servers`.
  public subscript(key: String) -> JSONValue? {
    outline.member(key).flatMap { try? parse($0.value) }
  }

  /// What keeps the document from being used in full: malformed parts, references that lead nowhere, unreadable patterns.
  ///
  /// Parses everything; for tests, and for documents that users bring.
  public func problems() -> [String] { DocumentReview(outline: outline, text: text).problems }
}

extension Document {
  func parse(_ range: Range<Int>) throws(JSONFailure) -> JSONValue {
    try JSONParser().parse(text[range])
  }

  /// The value behind a local reference such as `#/components/parameters/Limit`.
  func value(at reference: String) -> JSONValue? {
    guard let range = outline.range(of: reference) else { return nil }
    return try? parse(range)
  }

  /// `json`, or what it refers to.
  func resolved(_ json: JSONValue) -> JSONValue {
    var json = json
    // Bounded, since references may lead in a circle.
    for _ in 0..<16 {
      guard let target = json["$ref"]?.string else { return json }
      json = value(at: target) ?? [:]
    }
    return json
  }

  func compile(_ json: JSONValue) -> Schema {
    compiler.compile(json)
  }

  private var compiler: SchemaCompiler {
    SchemaCompiler { [unowned self] name in reference(name) }
  }

  private func reference(_ target: String) -> SchemaReference {
    if let known = schemas[target] { return known }
    let name = String(target.split(separator: "/").last ?? "")
    let reference = SchemaReference(name) { [unowned self] in
      compiler.compile(value(at: target) ?? [:], name: name)
    }
    schemas[target] = reference
    return reference
  }
}

extension JSONOutline {
  /// The bytes that a local reference (`#/…`) leads to, as deep as the outline goes.
  func range(of reference: String) -> Range<Int>? {
    guard reference.hasPrefix("#"), let pointer = try? JSONPointer(String(reference.dropFirst())) else { return nil }
    var members = members
    var found: Range<Int>?
    for token in pointer.tokens {
      guard let member = members.last(where: { $0.key == token }) else { return nil }
      found = member.value
      members = member.members
    }
    return found
  }
}
