import JSON
import OpenAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ResponseTests {
  static let schema = """
    {"type": "object", "required": ["id", "kind"], "properties": {
      "id": {"type": "string"}, "kind": {"$ref": "#/components/schemas/Kind"}, "ratio": {"type": "number", "minimum": 0, "maximum": 1},
      "count": {"type": "integer"}, "free": {"type": "object", "additionalProperties": true},
      "open": {"type": "object", "properties": {}, "additionalProperties": true},
      "either": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
      "list": {"type": "array", "items": {"type": "boolean"}, "minItems": 1},
      "tree": {"$ref": "#/components/schemas/Tree"},
      "pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "type"}}}}
    """
  static let components = """
    {"Kind": {"type": "string", "enum": ["a", "b"]},
     "Tree": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "minLength": 3, "maxLength": 9},
       "sub": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, "next": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]}}},
     "Cat": {"type": "object", "required": ["type"], "properties": {"type": {"const": "cat"}, "lives": {"type": "integer", "exclusiveMinimum": 0, "multipleOf": 3}}},
     "Dog": {"type": "object", "required": ["type"], "properties": {"type": {"const": "dog"}}}}
    """

  static let answers: [(String, [String])] = [
    (#"{"id":"x","kind":"a"}"#, []),
    (#"{"id":"x","kind":"a","ratio":1,"count":3,"free":{"q":[1]},"open":{"w":1},"either":null,"list":[true]}"#, []),
    (#"{"kind":"c"}"#, ["missing id", "enum kind"]),
    (#"{"id":"x","kind":"a","extra":1}"#, ["extra_forbidden extra"]),
    (
      #"{"id":"x","kind":"a","count":"3","ratio":"0.5","list":["true"]}"#,
      ["float_type ratio", "int_type count", "bool_type list.0"]
    ),
    (
      #"{"id":"x","kind":"a","count":3.0,"ratio":2,"list":[]}"#,
      ["less_than_equal ratio", "int_type count", "too_short list"]
    ),
    (#"{"id":"x","kind":"a","either":true}"#, ["string_type either.str", "int_type either.int"]),
    (#"{"id":"x","kind":"a","pet":{"type":"cat","lives":4}}"#, ["multiple_of pet.cat.lives"]),
    (#"{"id":"x","kind":"a","pet":{"type":"cow"}}"#, ["union_tag_invalid pet"]),
    (#"[]"#, ["model_attributes_type "]),
  ]

  @Test(arguments: answers)
  func answersAreCheckedStrictly(body: String, trouble: [String]) throws {
    let document = try document(body: Self.schema, components: Self.components)
    let issues = try document.operations[0].checkResponse(status: 200, body: json(body))
    let found = issues.map { issue in
      issue.type + " " + issue.location.dropFirst().map { $0.string ?? $0.description }.joined(separator: ".")
    }
    #expect(found == trouble)
  }

  @Test func undeclaredGoodAnswersAreReported() throws {
    let document = try document(body: Self.schema, components: Self.components)
    #expect(document.operations[0].checkResponse(status: 204, body: nil).map(\.type) == ["undeclared_status"])
    #expect(document.operations[0].checkResponse(status: 404, body: ["detail": "x"]).isEmpty)
    #expect(document.operations[0].checkResponse(status: 200, body: nil).map(\.type) == ["missing"])
  }

  @Test func samplesFitTheirOwnSchema() throws {
    let document = try document(body: Self.schema, components: Self.components)
    let operation = document.operations[0]
    for seed in 0..<50 as Range<UInt64> {
      let sample = try #require(operation.sample(status: 200, seed: seed))
      #expect(operation.checkResponse(status: 200, body: sample).isEmpty, "\(sample)")
      #expect(operation.sample(status: 200, seed: seed) == sample)
    }
    #expect(operation.sample(status: 200, seed: 1) != operation.sample(status: 200, seed: 2))
    #expect(operation.sample(status: 404, seed: 1) == nil)
  }

  @Test(arguments: [
    ("example", #""e""#), ("default", #""e""#), ("examples", #"["e", "f"]"#),
  ])
  func samplesPreferWhatTheDocumentShows(keyword: String, value: String) throws {
    let document = try document(body: #"{"type": "string", "\#(keyword)": \#(value)}"#)
    #expect(document.operations[0].sample(status: 200, seed: 1) == "e")
  }

  @Test(arguments: [
    "^AC[0-9a-fA-F]{32}$", "^[a-z]+$", "^#[0-9a-f]{6}$", "^\\+[1-9]\\d{1,14}$", "^(SM|MM)[0-9a-f]{4}$", "(?:ab|c)d",
    "^v\\d+\\.\\d*$", "x[_-]{2,3}y?",
    "\\w{5,}",
  ])
  func samplesFitSimplePatterns(pattern: String) throws {
    let schema: JSONValue = ["type": "string", "pattern": .string(pattern)]
    let document = try document(body: schema.description)
    let sample = try #require(document.operations[0].sample(status: 200, seed: 3))
    #expect(document.operations[0].checkResponse(status: 200, body: sample).isEmpty, "\(sample)")
  }

  @Test func samplesCarryTheirTagEvenWhenItIsOptional() throws {
    let member = #"{"type": "object", "properties": {"type": {"const": "a", "default": null}}}"#
    let schema = #"{"oneOf": [\#(member)], "discriminator": {"propertyName": "type"}}"#
    let deep = (0..<9).reduce(schema) { inner, _ in
      #"{"type": "object", "required": ["x"], "properties": {"x": \#(inner)}}"#
    }
    let document = try document(body: deep)
    let sample = document.operations[0].sample(status: 200, seed: 3)
    #expect(document.operations[0].checkResponse(status: 200, body: sample).isEmpty)
  }

  @Test func samplesIgnoreExamplesThatDoNotFit() throws {
    let document = try document(body: #"{"type": "integer", "minimum": 5, "maximum": 6, "example": "x"}"#)
    let sample = document.operations[0].sample(status: 200, seed: 1)?.integer
    #expect(sample == 5 || sample == 6)
  }

  @Test
  func everyOperationOfTheShippedDocumentParsesAndSamples() throws {
    let document = try Document(Repository.bytes("openapi/elevenlabs.json"))
    #expect(document.problems() == [])
    for operation in document.operations {
      let status = operation.successStatus
      guard let sample = operation.sample(status: status, seed: 7) else { continue }
      #expect(operation.checkResponse(status: status, body: sample).map(\.json) == [], "\(operation.id)")
    }
  }
}
