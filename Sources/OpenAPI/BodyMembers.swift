public import JSON

extension Operation {
  /// The names of the members that the body's schema declares at a place inside it; empty where it declares none.
  ///
  /// `place` names members from the outside in; the items of a list stand for the list.
  public func bodyMembers(at place: [String]) -> [String] {
    guard var model = body.model else { return [] }
    for step in place {
      guard let next = model.property(step)?.schema.model else { return [] }
      model = next
    }
    return model.properties.map(\.name)
  }

  /// What stands in for a top-level member of the body that was not sent; nil where nothing does.
  public func bodyDefault(of member: String) -> JSONValue? { body.model?.property(member)?.fill }
}

extension Schema {
  /// The model behind references, lists and null.
  var model: Model? {
    switch target.kind {
    case .model(let model): model
    case .optional(let inner): inner.model
    case .list(let rules): rules.items.model
    default: nil
    }
  }

  /// What a step of a place leads to: a member of a model or a map, or an item of a list; nil for anything else, such as
  /// the name of a union's member.
  func inside(_ step: String) -> Schema? {
    switch target.kind {
    case .optional(let inner): inner.inside(step)
    case .list(let rules): rules.items
    case .map(let rules): rules.values
    case .model(let model): model.property(step)?.schema
    default: nil
    }
  }
  /// The member of a union that a step of an issue's place names.
  func alternative(_ tag: String) -> Schema? {
    switch target.kind {
    case .optional(let inner): inner.alternative(tag)
    case .union(let members): members.first { $0.tag == tag }
    default: nil
    }
  }
}
