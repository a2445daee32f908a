import EventLoop
import JSON
import LoopTestSupport
import Telephony
import Testing

@testable import ElevenLabs

@Suite(.timeLimit(.minutes(2))) struct DialogueTests {
  @Test func withoutLinesBothArePoliteAndComeToAnEnd() async throws {
    try await onLoop {
      let play = try Stage(agent: ["agent": ["first_message": "Hello, how can I help you?"]]).play()
      #expect(
        play.lines == [
          "agent: Hello, how can I help you?", "user: Hello, I have a question about your opening hours.",
          "agent: Thank you. Is there anything else I can do for you?", "user: No, thank you.",
          "agent: Thank you for your time. Goodbye.", "user: Goodbye.",
        ])
      #expect(play.ending == .personHungUp)
      for (before, after) in zip(play.spoken, play.spoken.dropFirst()) {
        #expect(after.start == before.end + Dialogue.pause)
        #expect(after.turn.at == after.start.components.seconds)
      }
      #expect(play.length == play.spoken.last?.end)
    }
  }

  @Test func whatTheAgentWantsCollectedIsAskedAndAnswered() async throws {
    try await onLoop {
      let data: JSONValue = [
        "confirmed": ["type": "boolean", "description": "Will you come?"],
        "guests": ["type": "integer", "description": "the number of guests"],
        "fixed": ["type": "string", "constant_value": "x"],
      ]
      let play = try Stage(platform: ["data_collection": data]).play(
        Person(), ["dynamic_variables": ["questions": "Is it raining?\nIs it late?"]])
      #expect(
        Array(play.lines[2..<10]) == [
          "agent: Is it raining?", "user: Yes, that is fine.", "agent: Is it late?", "user: Yes, that is fine.",
          "agent: Will you come?", "user: Yes, please.", "agent: May I ask for this: the number of guests?",
          "user: That would be 3.",
        ])
      #expect(play.dialogue.collected == ["confirmed": "Yes, please.", "guests": "That would be 3."])
    }
  }

  @Test func aScriptedPersonIsListenedToUntilTheLastLine() async throws {
    try await onLoop {
      let play = try Stage().play(.saying("First.", "Second.", "Third."))
      #expect(
        play.lines == [
          "agent: Hello.", "user: First.", "agent: Thank you, I have noted that.", "user: Second.", "agent: I see.",
          "user: Third.", "agent: Thank you for your time. Goodbye.",
        ])
      #expect(play.ending == .personHungUp)
    }
  }

  @Test func anAgentWithoutFirstMessageWaits() async throws {
    try await onLoop {
      let stage = try Stage(agent: ["agent": ["first_message": ""]])
      #expect(try stage.play().lines.first == "user: Hello?")
      #expect(try stage.play(.saying("It is me.")).lines.first == "user: It is me.")
    }
  }

  @Test func linesFollowOneAnotherAndConditionsPickThem() async throws {
    try await onLoop {
      let lines: JSONValue = [
        ["ask": "Is this {{name}}?", "collect": "identity"],
        ["end_call": true, "say": "Sorry, wrong number.", "when": "(?i)\\bno\\b"],
        ["say": "Good to hear."], ["end_call": true],
      ]
      let stage = try Stage(lines: lines)
      let data: JSONValue = ["dynamic_variables": ["name": "Ada"]]
      let yes = try stage.play(.saying("Hi.", "Yes.", "Fine."), data)
      #expect(
        yes.lines == [
          "agent: Hello.", "user: Hi.", "agent: Is this Ada?", "user: Yes.", "agent: Good to hear.", "user: Fine.",
          "agent calls end_call", "agent hears end_call",
        ])
      #expect(yes.ending.reason == "end_call tool was called.")
      #expect(yes.dialogue.collected == ["identity": "Yes."])
      let no = try stage.play(.saying("Hi.", "No."), data)
      #expect(
        no.lines.suffix(3) == ["agent: Sorry, wrong number.", "agent calls end_call", "agent hears end_call"])
    }
  }

  @Test func peopleAnswerWhatFits() async throws {
    try await onLoop {
      let stage = try Stage(lines: [["say": "What is your age?"], ["say": "What is your name?"]])
      let play = try stage.play(
        .saying([Person.Line("Ada.", when: "name"), Person.Line("36.", when: "age"), Person.Line("Hi.", when: "Hello")])
      )
      #expect(
        play.lines == [
          "agent: Hello.", "user: Hi.", "agent: What is your age?", "user: 36.", "agent: What is your name?",
          "user: Ada.",
        ])
    }
  }

  @Test func aPatternThatIsNoneOrComesToNoEndFitsNothing() async throws {
    try await onLoop {
      let stage = try Stage(agent: ["agent": ["first_message": .string(String(repeating: "a", count: 60) + "b")]])
      for pattern in ["(", "(a+)+$"] {
        let play = try stage.play(.saying([Person.Line("Never.", when: pattern)]))
        #expect(!play.lines.contains("user: Never."))
      }
    }
  }

  @Test(
    arguments: [
      ["One?", "Two?"], "One?\nTwo?", " One? \r\n\n Two?\n", "[\"One?\", \"Two?\"]",
      [["question": "One?"], ["text": "Two?"]],
    ] as [JSONValue])
  func questionsOfAVariableAreAskedOneByOne(questions: JSONValue) async throws {
    try await onLoop {
      let stage = try Stage(lines: [["ask_each": "/dynamic_variables/questions", "collect": "answer_"]])
      let play = try stage.play(.saying("Hi.", "First.", "Second."), ["dynamic_variables": ["questions": questions]])
      #expect(
        play.lines == [
          "agent: Hello.", "user: Hi.", "agent: One?", "user: First.", "agent: Two?", "user: Second.",
        ])
      #expect(play.dialogue.collected == ["answer_1": "First.", "answer_2": "Second."])
    }
  }

  @Test func questionsBesideTheVariablesAreReadToo() async throws {
    try await onLoop {
      let stage = try Stage(lines: [["ask_each": "/questions"], ["end_call": true]])
      #expect(try stage.play(.saying("Hi."), ["questions": ["One?"]]).lines[2] == "agent: One?")
      #expect(try stage.play(.saying("Hi.")).lines[2] == "agent calls end_call")
    }
  }

  @Test func somebodyHangsUpInTheMiddleOfASentence() async throws {
    try await onLoop {
      let stage = try Stage(
        agent: ["agent": ["first_message": "This is the first sentence. And this is the second one of them."]])
      var person = Person()
      person.hangsUp = .midSentence(2)
      let play = try stage.play(person)
      let turn = try required(play.spoken.first?.turn)
      #expect(play.spoken.count == 1)
      #expect(turn.isInterrupted)
      #expect(turn.originalMessage == "This is the first sentence. And this is the second one of them.")
      #expect(turn.message == "This is the first sentence. And this is the...")
      #expect(play.ending == .personHungUp)
      #expect(play.length == play.spoken.first?.end)
    }
  }

  @Test func somebodyHangsUpAfterAWhile() async throws {
    try await onLoop {
      var person = Person()
      person.hangsUp = .after(.milliseconds(2_500))
      let stage = try Stage(agent: [
        "agent": ["first_message": "One two three four five six seven eight nine ten eleven."]
      ])
      let play = try stage.play(person)
      #expect(play.length == .milliseconds(2_500))
      #expect(play.spoken.first?.turn.isInterrupted == true)
      #expect(play.ending == .personHungUp)
    }
  }

  @Test func aPersonWhoHangsUpBehindALineIsGone() async throws {
    try await onLoop {
      let play = try Stage().play(.saying([Person.Line("Not now.", hangsUp: true), Person.Line("Never said.")]))
      #expect(play.lines == ["agent: Hello.", "user: Not now."])
      #expect(play.length == play.spoken.last?.end)
    }
  }

  @Test func keysAreATurnOfTheirOwn() async throws {
    try await onLoop {
      let play = try Stage(lines: [["ask": "Press one.", "collect": "key"]]).play(
        .saying([Person.Line("Hi."), Person.Line("", presses: "1#")]))
      let turn = try required(play.spoken.last?.turn)
      #expect(turn.medium == .dtmf)
      #expect(turn.message == "1#")
      #expect(play.dialogue.collected == ["key": "1#"])
      #expect(play.dialogue.used == .dtmfInput)
    }
  }

  @Test func aThinkingPersonTakesTheTime() async throws {
    try await onLoop {
      let play = try Stage().play(.saying([Person.Line("Well.", after: .seconds(9))]))
      #expect(play.spoken[1].start == play.spoken[0].end + .seconds(9))
    }
  }
}
