import EventLoop
import JSON
import LoopTestSupport
import Telephony
import Testing

@testable import ElevenLabs

/// The ways in which a conversation ends, each in the service's words.
@Suite(.timeLimit(.minutes(2))) struct DialogueEndTests {
  @Test func theLongestDurationEndsIt() async throws {
    try await onLoop {
      let lines: JSONValue = .array((0..<50).map { _ in ["say": "We are still talking about the same thing."] })
      let limits: JSONValue = ["max_duration_seconds": 60]
      let play = try Stage(agent: ["conversation": limits], lines: lines).play(.saying("Go on."))
      #expect(play.ending == .tooLong)
      #expect(play.ending.reason == "Max duration limit reached")
      #expect(play.length == .seconds(60))
      #expect(play.spoken.allSatisfy { $0.end <= .seconds(60) })
      let parting: JSONObject = [
        "conversation": limits, "agent": ["max_conversation_duration_message": "Time is up."],
      ]
      let told = try Stage(agent: parting, lines: lines).play(.saying("Go on."))
      #expect(told.lines.last == "agent: Time is up.")
      #expect(told.ending == .tooLong)
      #expect(told.spoken.last?.start == .seconds(60))
    }
  }

  @Test func silenceEndsItWhereTheAgentSaysSo() async throws {
    try await onLoop {
      let play = try Stage(agent: ["turn": ["silence_end_call_timeout": 40]]).play(.saying())
      #expect(play.ending.reason == "Ending conversation after 40 seconds of silence.")
      #expect(play.ending.party == .application)
      #expect(play.lines.suffix(3) == Array(repeating: "agent: Are you still there?", count: 3))
      #expect(play.length == (play.spoken.last?.end ?? .zero) + .seconds(40))
      let short = try Stage(agent: ["turn": ["silence_end_call_timeout": 5]]).play(.saying())
      #expect(short.lines == ["agent: Hello."])
      #expect(short.ending.reason == "Ending conversation after 5 seconds of silence.")
      let thoughtful = try Stage(agent: ["turn": ["silence_end_call_timeout": 5]]).play(
        .saying([Person.Line("Well.", after: .seconds(6))]))
      #expect(thoughtful.lines == ["agent: Hello."])
    }
  }

  @Test func somebodySilentStaysToTheEnd() async throws {
    try await onLoop {
      let play = try Stage().play(.saying())
      #expect(play.ending == .tooLong)
      #expect(play.length == .seconds(600))
    }
  }

  @Test func anAgentWithTheToolForItHangsUp() async throws {
    try await onLoop {
      let tool: JSONValue = ["type": "system", "name": "end_call", "params": ["system_tool_type": "end_call"]]
      let play = try Stage(agent: ["agent": ["prompt": ["built_in_tools": ["end_call": tool]]]]).play()
      #expect(play.ending == Dialogue.Ending(reason: "end_call tool was called.", party: .application))
      #expect(play.lines.suffix(2) == ["agent calls end_call", "agent hears end_call"])
    }
  }

  @Test func somethingBreaksAndWhatWasSaidStays() async throws {
    try await onLoop {
      let failure: JSONValue = [
        "code": 1002, "reason": "This request exceeds your quota limit.", "error_type": "dependency_error",
      ]
      let play = try Stage(lines: [["say": "So far so good."], ["fail": failure]]).play(.saying("Hi.", "Yes."))
      #expect(play.lines == ["agent: Hello.", "user: Hi.", "agent: So far so good.", "user: Yes."])
      #expect(play.ending.failure?.code == 1002)
      #expect(play.ending.reason == "This request exceeds your quota limit.")
    }
  }

  @Test func aMachineIsNoticedWithTheToolForIt() async throws {
    try await onLoop {
      @LoopActor func voicemail(_ message: JSONValue) -> JSONObject {
        let tool: JSONValue = [
          "type": "system", "name": "voicemail_detection",
          "params": ["system_tool_type": "voicemail_detection", "voicemail_message": message],
        ]
        return ["agent": ["prompt": ["built_in_tools": ["voicemail_detection": tool]]]]
      }
      let greeting = "user: \(Person().greeting)"
      let left = try Stage(agent: voicemail("Call {{who}} back.")).play(
        Person(), ["dynamic_variables": ["who": "us"]], isMachine: true)
      #expect(
        left.lines == [
          "agent: Hello.", greeting, "agent calls voicemail_detection", "agent hears voicemail_detection",
          "agent: Call us back.",
        ])
      #expect(left.ending.reason == "voicemail_detection tool was called.")
      #expect(left.dialogue.used == .voicemailDetection)
      let silent = try Stage(agent: voicemail(nil)).play(isMachine: true)
      #expect(silent.lines.last == "agent hears voicemail_detection")
      let scripted = try Stage(agent: voicemail(nil), lines: [["leave_message": "By script."]]).play(isMachine: true)
      #expect(scripted.lines.last == "agent: By script.")
    }
  }

  @Test func withoutTheToolTheAgentTalksToTheMachine() async throws {
    try await onLoop {
      let play = try Stage().play(isMachine: true)
      #expect(
        play.lines == ["agent: Hello.", "user: \(Person().greeting)", "agent: Hello? Can you hear me?"])
      #expect(play.ending == .personHungUp)
      let scripted = try Stage(lines: [["leave_message": "Please call back."], ["say": "Never."]])
      #expect(
        try scripted.play(isMachine: true).lines.suffix(3) == [
          "agent: Please call back.", "agent calls end_call", "agent hears end_call",
        ])
      #expect(
        try scripted.play(.saying("Hi.")).lines.last == "agent: Never.", "people do not hear what is for machines")
    }
  }

  @Test func transfersGoToNumbersAndToAgents() async throws {
    try await onLoop {
      let number = try Stage(lines: [["transfer_to": "+15555550177"]]).play(.saying("Hi."))
      #expect(number.lines.suffix(2) == ["agent calls transfer_to_number", "agent hears transfer_to_number"])
      #expect(number.ending.reason == "transfer_to_number tool was called.")
      let agent = try Stage(lines: [["transfer_to": "second"], ["say": "Never."]]).play(.saying("Hi.", "Oh."))
      #expect(
        agent.lines == [
          "agent: Hello.", "user: Hi.", "agent calls transfer_to_agent", "agent hears transfer_to_agent",
          "agent: The second speaks.", "user: Oh.", "agent calls end_call", "agent hears end_call",
        ])
      #expect(agent.spoken.map(\.turn.speaker) == [0, 0, 0, 0, 1, 0, 1, 1])
      #expect(agent.dialogue.visited.count == 1)
      #expect(agent.dialogue.used == .transferToAgent)
      let nobody = try Stage(lines: [["transfer_to": "nobody"], ["say": "Well."]]).play(.saying("Hi."))
      #expect(nobody.lines.last == "agent: Well.")
      #expect(nobody.spoken[3].turn.toolResults.first?["is_error"] == true)
    }
  }
}
