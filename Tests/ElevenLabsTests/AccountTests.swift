import JSON
import LoopTestSupport
import OpenAPI
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct AccountTests {
  /// Written answers pass the document too, though no handler builds them anew.
  @Test(arguments: ["default", "creator-account", "quota-exceeded"])
  func userAndSubscriptionFitTheDocument(scenario: String) async throws {
    try await onLoop {
      let peer = try Workspace(from: [scenario]).peer()
      let document = try Document(Repository.bytes("openapi/elevenlabs.json"))
      for target in ["/v1/user", "/v1/user/subscription"] {
        let answer = peer.get(target)
        let operation = try #require(document.operations.first { $0.pathTemplate == target })
        #expect(operation.checkResponse(status: 200, body: answer.json).map(\.json) == [])
      }
    }
  }

  @Test func theUserCarriesTheSubscription() async throws {
    try await onLoop {
      let peer = try Workspace(from: ["creator-account"]).peer()
      let user = peer.get("/v1/user")
      #expect(user["subscription", "tier"] == "creator")
      #expect(user["subscription", "character_count"] == 14_104)
      #expect(user["subscription", "character_limit"] == 110_000)
      #expect(user["first_name"] == "Sam")
      #expect(user["subscription", "next_invoice"].isNull)
      #expect(peer.get("/v1/user/subscription")["next_invoice", "amount_due_cents"] == 2_200)
    }
  }

  @Test func voicesAreFoundAndPaged() async throws {
    try await onLoop {
      let peer = try Workspace().peer()
      #expect(peer.get("/v1/voices").json["voices"]?.array?.count == 2)
      #expect(peer.get("/v1/voices/21m00Tcm4TlvDq8ikWAM")["name"] == "Rachel")
      let missing = peer.get("/v1/voices/Rachel")
      #expect(missing.status == 404)
      #expect(missing["detail", "status"] == "voice_not_found")
      let first = peer.get("/v2/voices?page_size=1&sort=name")
      #expect(first["voices", "0", "name"] == "Eric")
      #expect(first["has_more"] == true)
      #expect(first["total_count"] == 2)
      let second = peer.get("/v2/voices?page_size=1&sort=name&next_page_token=\(first["next_page_token"].string ?? "")")
      #expect(second["voices", "0", "name"] == "Rachel")
      #expect(second["has_more"] == false)
      #expect(peer.get("/v2/voices?search=STORIES")["total_count"] == 1)
      #expect(peer.get("/v1/models").json.array?.count == 3)
    }
  }
}
