internal import JSON

/// An object with declared properties: what pydantic calls a model.
final class Model {
  final class Property {
    let name: String
    let schema: Schema
    let isRequired: Bool
    /// What stands in for an absent property: its default, or null where null is allowed.
    let fill: JSONValue?
    /// `x-ringback-second-pass`: looked into only after everything else fits.
    let isSecondPass: Bool
    /// `x-ringback-partial`: a change to be merged, in which nothing is required and nothing filled in.
    let isPartial: Bool

    init(
      name: String, schema: Schema, isRequired: Bool, fill: JSONValue?, isSecondPass: Bool, isPartial: Bool
    ) {
      self.name = name
      self.schema = schema
      self.isRequired = isRequired
      self.fill = fill
      self.isSecondPass = isSecondPass
      self.isPartial = isPartial
    }
  }

  enum Additional {
    /// Not mentioned: pydantic drops what it does not know.
    case dropped
    case kept
    case refused
    case checked(Schema)
  }

  let name: String
  let properties: [Property]
  let additional: Additional
  let hasSecondPass: Bool
  private let positions: [String: Int]

  init(name: String, properties: [Property], additional: Additional) {
    self.name = name
    self.properties = properties
    self.additional = additional
    hasSecondPass = properties.contains(where: \.isSecondPass)
    positions = Dictionary(
      zip(properties.lazy.map(\.name), properties.indices), uniquingKeysWith: { first, _ in first })
  }

  func declares(_ name: String) -> Bool { positions[name] != nil }

  func property(_ name: String) -> Property? { positions[name].map { properties[$0] } }
}

/// A union whose member is chosen by the value of one property.
final class TaggedUnion {
  struct Member {
    /// The values of the discriminator that choose this member, in the order of the schema.
    let tags: [String]
    let schema: Schema
  }

  let discriminator: String
  private let makeMembers: () -> [Member]
  /// Made at the first use, since the tags stand in the schemas referred to.
  private(set) lazy var members: [Member] = makeMembers()

  init(discriminator: String, members: @escaping () -> [Member]) {
    self.discriminator = discriminator
    makeMembers = members
  }

  func member(tag: String) -> Schema? {
    for member in members where member.tags.contains(tag) { return member.schema }
    return nil
  }
}
