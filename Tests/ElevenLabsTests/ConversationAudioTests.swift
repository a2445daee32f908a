import EventLoop
import HTTP1
import JSON
import LoopTestSupport
import Simulation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ConversationAudioTests {
  static let id = "conv_0101hk153x00e008000000000000"
  static let path = "/v1/convai/conversations/\(id)/audio"
  static let transcript: JSONValue = [
    ["role": "agent", "message": "Hello, this is the clinic calling."],
    ["role": "user", "message": "Yes, speaking.", "time_in_call_secs": 5],
    ["role": "agent", "message": "Great.", "time_in_call_secs": 7],
  ]

  /// A world with one conversation that differs from a finished one in these members; null takes one out.
  static func world(_ changes: JSONObject = [:]) -> JSONObject {
    var conversation: JSONObject = [
      "agent": "receptionist", "conversation_id": .string(id), "status": "done", "call_duration_secs": 12,
      "transcript": transcript,
    ]
    for (key, value) in changes { conversation[key] = value.isNull ? JSONValue?.none : value }
    return ["world": ["elevenlabs": ["conversations": ["c": .object(conversation)]]]]
  }

  /// How long the recording of such a conversation is.
  @LoopActor static func samples(_ changes: JSONObject = [:]) async throws -> Int {
    let answer = try await Workspace(world(changes)).waited(for: path)
    #expect(answer.status == 200, "\(answer.text)")
    return try MP3Stream(answer.answered.response.body).samples
  }

  @Test func aFinishedCallHasARecordingOfItsLength() async throws {
    try await onLoop {
      let workspace = try Workspace(Self.world())
      let answer = await workspace.waited(for: Self.path)
      #expect(answer.status == 200)
      #expect(answer.fields(named: "content-type") == ["audio/mpeg"])
      #expect(answer.field("x-ringback-fidelity") == "stateful")
      #expect(try MP3Stream(answer.answered.response.body).samples == 12 * 16_000)
      #expect(workspace.peer().get("/v1/convai/conversations/\(Self.id)")["has_audio"] == true)
    }
  }

  @Test func everyReadingGivesTheSameBytes() async throws {
    try await onLoop {
      let workspace = try Workspace(Self.world())
      let first = await workspace.waited(for: Self.path).answered.response.body
      #expect(await workspace.waited(for: Self.path).answered.response.body == first)
      let other = try Workspace(Self.world(["transcript": [["role": "user", "message": "Wrong number."]]]))
      #expect(await other.waited(for: Self.path).answered.response.body != first)
    }
  }

  @Test func withoutADurationItLastsUntilAllIsSaid() async throws {
    try await onLoop {
      // "Great." begins after 7 seconds and is too short to take more than the least time.
      let samples = try await Self.samples(["call_duration_secs": nil])
      #expect(samples == 16_000 * 76 / 10)
    }
  }

  @Test func turnsOfOneSecondFollowEachOther() async throws {
    try await onLoop {
      let together: JSONValue = [
        ["role": "agent", "message": "Thirty characters of greeting."],
        ["role": "user", "message": "Fifteen letters"],
      ]
      let samples = try await Self.samples(["call_duration_secs": nil, "transcript": together])
      #expect(samples == 16_000 * 3)
    }
  }

  @Test(
    arguments: [
      ["status": "in-progress", "transcript": []], ["status": "failed", "transcript": []],
      ["transcript": []], ["has_audio": false],
    ] as [JSONObject])
  func withoutARecordingItIsNotFound(changes: JSONObject) async throws {
    try await onLoop {
      let workspace = try Workspace(Self.world(changes))
      let answer = workspace.peer().get(Self.path)
      #expect(answer.status == 404)
      #expect(answer.error == "conversation_audio_not_found")
      #expect(answer.hint.contains("has_audio"))
      #expect(workspace.peer().get("/v1/convai/conversations/\(Self.id)")["has_audio"] == false)
    }
  }

  @Test func anUnknownConversationHasNone() async throws {
    try await onLoop {
      let answer = try Workspace().peer().get("/v1/convai/conversations/conv_nobody/audio")
      #expect(answer.status == 404)
      #expect(answer.error == "conversation_history_not_found")
    }
  }

  @Test func aCallLongerThanAnyIsRefusedInRingbacksWords() async throws {
    try await onLoop {
      let answer = try await Workspace(Self.world(["call_duration_secs": 1_000_000])).waited(for: Self.path)
      #expect(answer.status == 503)
      #expect(answer.text.contains("longer than"))
      #expect(answer.hint == answer.text)
    }
  }
}
