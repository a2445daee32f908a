import EventLoop
import JSON
import LoopTestSupport
import Scenario
import Simulation
import Telephony
import Testing

@Suite(.timeLimit(.minutes(2))) struct PeopleTests {
  private static let place = JSONPointer(tokens: ["people"])

  private static func carrier(_ people: JSONObject) throws -> Carrier { try Carrier(people: people, at: place) }

  @Test func anExactNumberWinsThenTheLongestPattern() throws {
    let carrier = try Self.carrier([
      "+1555555*": ["reaction": "busy"], "*": ["reaction": "no_answer"], "+15555552*": ["reaction": "voicemail"],
      "+1 (555) 555-2222": ["reaction": "rejects"],
    ])
    #expect(carrier.person(at: "+15555552222").reaction == .rejects)
    #expect(carrier.person(at: "5555552222").reaction == .rejects)
    #expect(carrier.person(at: "+15555552223").reaction == .voicemail)
    #expect(carrier.person(at: "+15555559999").reaction == .busy)
    #expect(carrier.person(at: "+4930901820").reaction == .noAnswer)
  }

  @Test func ofEquallyLongPatternsTheFirstWins() throws {
    for order in [["+1555*", "+155*5"], ["+155*5", "+1555*"]] {
      let people = JSONObject(
        zip(order, ["busy", "rejects"] as [JSONValue]).map { ($0, .object(["reaction": $1])) })
      #expect(try Self.carrier(people).person(at: "+15555555555").reaction == .busy)
    }
  }

  @Test(arguments: [
    ("+1555*", "+1555", true), ("+1555*", "+15554", true), ("+1555*", "+1554", false), ("*99", "+1599", true),
    ("+1*5*9", "+1259", true), ("+1*5*9", "+159", true), ("+1*5*9", "+195", false), ("+1*55", "+155", true),
    ("+155*55", "+1555", false), ("*", "", true),
  ])
  func aStarStandsForAnyDigits(pattern: String, number: String, fits: Bool) throws {
    let carrier = try Self.carrier([pattern: ["reaction": "busy"]])
    #expect((carrier.person(at: number).reaction == .busy) == fits)
  }

  @Test func everythingThatAPersonDoesIsRead() throws {
    let person = try Person(
      [
        "answers_after": 2.5, "hangs_up": ["mid_sentence": 2],
        "says": ["Hi", ["say": "Ada", "when": "name\\?", "presses": "1#", "after": 3, "hangs_up": true]],
      ], at: Self.place)
    #expect(person.ringsFor == .milliseconds(2_500))
    #expect(person.hangsUp == .midSentence(2))
    #expect(
      person.lines == [
        Person.Line("Hi"), Person.Line("Ada", when: "name\\?", presses: "1#", after: .seconds(3), hangsUp: true),
      ])
    #expect(try Person(["reaction": "unreachable"], at: Self.place).reaction == .unreachable(sipStatus: 480))
    #expect(
      try Person(["reaction": "unreachable", "sip_status": 503], at: Self.place).reaction
        == .unreachable(sipStatus: 503))
    #expect(try Person(["reaction": "voicemail", "greeting": "Gone."], at: Self.place).greeting == "Gone.")
    #expect(try Person([:], at: Self.place) == Person())
  }

  @Test(
    arguments: [
      (["+1555": [:]], "/people/+1555"), (["Ada*": [:]], "/people/Ada*"), (["+15555550123": 1], "/people/+15555550123"),
      (["+15555550123": [:], "5555550123": [:]], "/people/5555550123"),
      (["+1*": ["reaction": "bizy"]], "/people/+1*/reaction"), (["+1*": ["says": "x"]], "/people/+1*/says"),
      (["+1*": ["says": [["say": "x", "when": "("]]]], "/people/+1*/says/0/when"),
      (["+1*": ["says": [["when": "x"]]]], "/people/+1*/says/0"), (["+1*": ["says": [1]]], "/people/+1*/says/0"),
      (["+1*": ["says": [["presses": "E"]]]], "/people/+1*/says/0/presses"),
      (["+1*": ["hangs_up": ["after": -1]]], "/people/+1*/hangs_up/after"),
      (["+1*": ["hangs_up": ["mid_sentence": 0]]], "/people/+1*/hangs_up/mid_sentence"),
      (["+1*": ["hangs_up": ["after": 1, "mid_sentence": 1]]], "/people/+1*/hangs_up"),
      (["+1*": ["greeting": "x"]], "/people/+1*/greeting"), (["+1*": ["sip_status": 486]], "/people/+1*/sip_status"),
      (["+1*": ["reaction": "busy", "sip_status": 200]], "/people/+1*/sip_status"),
      (["+1*": ["reaction": "busy", "says": []]], "/people/+1*/says"), (["+1*": ["sais": []]], "/people/+1*/sais"),
      (["+1*": ["refused": ["code": 1]]], "/people/+1*/refused/message"),
    ] as [(JSONObject, String)])
  func aMistakeIsPointedAt(people: JSONObject, pointer: String) {
    #expect {
      try Self.carrier(people)
    } throws: { error in
      (error as? ScenarioMistake)?.pointer.description == pointer
    }
  }

  @Test func peopleInFrontWinAndTheOthersStay() throws {
    let own = try Self.carrier([
      "+15555550123": ["refused": ["code": 1, "message": "m"]], "+15555550124": ["reaction": "busy"],
      "+1555*": ["reaction": "voicemail"], "+49*": ["reaction": "busy"],
    ])
    let other = try Self.carrier(["+15555550123": ["reaction": "rejects"], "+1555*": ["reaction": "no_answer"]])
    let joined = other.inFront(of: own)
    #expect(joined.person(at: "+15555550123").reaction == .rejects)
    #expect(joined.refusals.isEmpty)
    #expect(joined.person(at: "+15555550124").reaction == .busy)
    #expect(joined.person(at: "+15555550999").reaction == .noAnswer)
    #expect(joined.person(at: "+4930901820").reaction == .busy)
  }

  @Test func magicNumbersAreBehindTheScenario() throws {
    let empty = Carrier()
    #expect(empty.person(at: "+15555550110").reaction == .busy)
    #expect(empty.person(at: "(555) 555-0113").reaction == .voicemail)
    #expect(empty.person(at: "+15555550115").lines == [])
    #expect(empty.person(at: "+15555550120") == Person())
    #expect(try Self.carrier(["+1555*": [:]]).person(at: "+15555550110") == Person())
    #expect(empty.person(named: "+15555550110")?.reaction == .busy)
    #expect(empty.person(named: "+15555550120") == nil)
    #expect(try Self.carrier(["+1555*": ["reaction": "busy"]]).person(named: "+1555*")?.reaction == .busy)
  }

  @Test func patternsSurviveASnapshot() throws {
    let carrier = try Self.carrier(["+1555*": ["reaction": "busy", "sip_status": 600], "+49*": [:]])
    let read = try JSONValue(encoding: carrier).decoded(as: Carrier.self)
    #expect(read.person(at: "+15555550123") == carrier.person(at: "+15555550123"))
    #expect(read.names == ["+1555*", "+49*"])
  }
}
