internal import JSON

/// The body of an operation, JSON or a form, and how FastAPI would have taken it apart.
final class OperationBody {
  /// What came with a request.
  enum Sent {
    case nothing
    /// A body that does not claim to be JSON: FastAPI sees its bytes.
    case text(String)
    case json(JSONValue)

    var value: JSONValue? {
      switch self {
      case .nothing: nil
      case .text(let text): .string(text)
      case .json(let value): value
      }
    }
  }

  private enum Form {
    /// No body is declared, or none that is JSON or a form.
    case none
    /// The members are parameters of their own.
    case parameters(Model)
    /// The body is one value.
    case single(Schema)
  }

  private let form: Form
  private let isRequired: Bool
  /// Whether the members come as parts of a `multipart/form-data` body.
  let isMultipart: Bool

  init(_ json: JSONValue?, isModel: Bool, document: Document) {
    isRequired = json?["required"]?.bool ?? false
    let kinds = json?["content"]?.object
    let json = kinds?.first { $0.key.hasPrefix("application/json") }?.value
    let content = json ?? kinds?["multipart/form-data"]
    isMultipart = json == nil && content != nil
    guard let schema = content?["schema"].map(document.compile) else {
      form = .none
      return
    }
    if !isModel, case .model(let model) = schema.target.kind {
      form = .parameters(model)
    } else {
      form = .single(schema)
    }
  }

  var isDeclared: Bool {
    if case .none = form { false } else { true }
  }

  /// The body as the handler gets it; mistakes go to `run`.
  func check(_ sent: Sent, _ run: inout Validation) -> JSONValue? {
    switch form {
    case .none: return sent.value
    case .single(let schema):
      guard let sent = sent.value else {
        if isRequired { run.fail("missing", "Field required", .null) }
        return isRequired ? nil : schema.example ?? .null
      }
      // FastAPI takes an optional body of null for no body at all.
      return !isRequired && sent.isNull ? .null : schema.check(sent, &run)
    case .parameters(let model):
      // Bytes have no parameters in them: all are absent, as in an empty body.
      guard case .json(let value) = sent else { return .object(model.check([:], missingInput: .null, &run)) }
      if case .object(let members) = value { return .object(model.check(members, missingInput: .null, &run)) }
      for property in model.properties {
        let mark = run.issues.count
        run.fail("missing", "Field required", .null)
        run.locate(from: mark, .string(property.name))
      }
      return nil
    }
  }

  /// The properties whose inside is looked into only now, checked in `body`; their mistakes have their own root.
  func checkSecondPass(_ body: inout JSONValue, _ run: inout Validation) {
    guard case .object(var members) = body, let model, model.hasSecondPass else { return }
    for property in model.properties where property.isSecondPass {
      guard let position = members.index(of: property.name) else { continue }
      members.replaceValue(at: position, with: property.check(members[position].value, &run))
    }
    body = .object(members)
  }

  /// Whether a part of the body is looked into only after everything else fits.
  private(set) lazy var hasSecondPass = model?.hasSecondPass ?? false

  /// The model that the body is made of, where it is one.
  var model: Model? {
    switch form {
    case .none: return nil
    case .parameters(let model): return model
    case .single(let schema):
      if case .model(let model) = schema.target.kind { return model }
      return nil
    }
  }
}
