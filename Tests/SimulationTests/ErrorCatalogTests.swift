import JSON
import Simulation
import Testing

@Suite(.timeLimit(.minutes(1))) struct ErrorCatalogTests {
  static let catalog = ErrorCatalog([
    "about": "ignored",
    "errors": [
      "second": ["status": 401, "message": "No.", "provenance": "docs", "hint": "Why."],
      "first": ["status": 404],
      "broken": ["message": "has no status"],
      "text": "is no object",
    ],
  ])

  @Test func keepsTheOrderOfTheFileAndLeavesOutWhatHasNoStatus() {
    #expect(Self.catalog.names == ["second", "first"])
  }

  @Test func readsAnEntry() throws {
    let entry = try #require(Self.catalog["second"])
    #expect(entry.name == "second")
    #expect(entry.status == 401)
    #expect(entry.provenance == "docs")
    #expect(entry.hint == "Why.")
    #expect(entry.definition["message"] == "No.")
  }

  @Test func anEntryWithoutProvenanceIsAssumed() {
    #expect(Self.catalog["first"]?.provenance == "assumed")
    #expect(Self.catalog["first"]?.hint == "")
  }

  @Test func doesNotKnowOtherNames() {
    #expect(Self.catalog["broken"] == nil)
    #expect(Self.catalog["about"] == nil)
    #expect(ErrorCatalog([]).names.isEmpty)
  }
}
