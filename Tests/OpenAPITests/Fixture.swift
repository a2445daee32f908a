import HTTP1
import JSON
import OpenAPI

/// The value of a text written in a test.
func json(_ text: String) throws -> JSONValue { try JSONParser().parse(Array(text.utf8)) }

/// A document of one `POST /` that takes `schema` as its body and answers with it.
func document(body schema: String, components: String = "{}", model: Bool = true) throws -> Document {
  let text = """
    {"openapi": "3.1.0", "paths": {"/": {"post": {"operationId": "it"\(model ? #","x-ringback-body": "model""# : ""),
      "requestBody": {"required": true, "content": {"application/json": {"schema": \(schema)}}},
      "responses": {"200": {"content": {"application/json": {"schema": \(schema)}}}}}}},
     "components": {"schemas": \(components)}}
    """
  return try Document(Array(text.utf8))
}

extension Document {
  /// Sends `body` to the only operation.
  func post(_ body: JSONValue) -> Result<OperationInput, Refusal> {
    let request = Request(
      method: .post, target: "/", fields: [("content-type", "application/json")], body: JSONWriter.bytes(body))
    return operations[0].validate(request, pathParameters: [:])
  }
}
