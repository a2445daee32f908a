import JSON
import TestSupport

/// Reads `Fixtures/NAME` of these tests.
func fixture(_ name: String) throws -> [UInt8] { try Repository.bytes("Tests/JSONTests/Fixtures/\(name)") }

/// The value of a text written in a test.
func json(_ text: String) throws -> JSONValue { try JSONParser().parse(Array(text.utf8)) }
