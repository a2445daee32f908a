import JSON
import Testing

@testable import Contract

@Suite(.timeLimit(.minutes(1))) struct PlaceholderTests {
  @Test(arguments: [
    (PlaceholderType.conv, "conv_8001k6sysqn2fqzbdj1aedbpsx6z"), (.agent, "agent_2601k6rm4bjae2z9amfm5w1y6aps"),
    (.phnum, "phnum_4801k6sa89eqfpnsfjsxbr40phen"), (.batch, "btcal_9201k8pjch8teq3t428mqt82xe3d"),
    (.agtbrch, "agtbrch_7801kgybyg9nesrbv64y078pazq0"), (.callSID, "CA3a30ebe993987c58f989333d3d0e5b0a"),
    (.requestID, "1c1689d894474556068cd3dcd145df7f"), (.voice, "21m00Tcm4TlvDq8ikWAM"),
    (.user, "user_1401kpkvbgg0fgab2m51v61zfyxj"), (.iso, "2025-11-09T10:00:00.123456+00:00"),
    (.iso, "2025-11-09T10:00:00Z"), (.url, "wss://api.elevenlabs.io/v1/x?a=b"), (.text, "x"),
  ])
  func takesWhatTheServiceMakes(_ type: PlaceholderType, _ text: String) { #expect(type.accepts(.string(text))) }

  @Test(arguments: [
    (PlaceholderType.conv, "agent_2601k6rm4bjae2z9amfm5w1y6aps"), (.conv, "conv_8001k6sysqn2fqzbdj1aedbpsx6"),
    (.conv, "conv_8001k6sysqn2fqzbdj1aedbpsx6zz"), (.conv, "conv_8001k6sysqn2fqzbdj1aedbpsxil"),
    (.conv, "conv_x001k6sysqn2fqzbdj1aedbpsx6z"), (.conv, "conv_8081k6sysqn2fqzbdj1aedbpsx6z"),
    (.callSID, "CA3A30EBE993987C58F989333D3D0E5B0A"), (.callSID, "CA3a30"), (.requestID, "1c16-89d8"),
    (.voice, "21m00"), (.iso, "2025-11-09 10:00:00"), (.url, "/v1/x"), (.text, ""),
  ])
  func refusesWhatIsMalformed(_ type: PlaceholderType, _ text: String) { #expect(!type.accepts(.string(text))) }

  @Test func timesAreSeconds() {
    #expect(PlaceholderType.unix.accepts(1_795_255_200))
    #expect(!PlaceholderType.unix.accepts(1_795_255_200_000))
    #expect(!PlaceholderType.unix.accepts(0))
    #expect(!PlaceholderType.unix.accepts("1795255200"))
    #expect(!PlaceholderType.unix.accepts(1795255200.5))
  }

  @Test func theSameNumberIsTheSameValueAndAnotherIsNot() {
    var bindings = PlaceholderBindings()
    let first = JSONValue.string("agent_2601k6rm4bjae2z9amfm5w1y6aps")
    let second = JSONValue.string("agent_8301ky28r4tbfwn9jh69rck9w39q")
    #expect(bindings.bind(Placeholder(.agent, 1), to: first) == nil)
    #expect(bindings.bind(Placeholder(.agent, 1), to: first) == nil)
    #expect(bindings.bind(Placeholder(.agent, 1), to: second) == "\(first), which <agent:1> was before")
    #expect(bindings.bind(Placeholder(.agent, 2), to: first)?.hasSuffix("other than that of <agent:1>") == true)
    #expect(bindings.bind(Placeholder(.agent, 2), to: second) == nil)
  }

  @Test func twoTimesMayBeEqual() {
    var bindings = PlaceholderBindings()
    #expect(bindings.bind(Placeholder(.unix, 1), to: 1_795_255_200) == nil)
    #expect(bindings.bind(Placeholder(.unix, 2), to: 1_795_255_200) == nil)
    #expect(bindings.bind(Placeholder(.unix, 2), to: 1_795_255_201) != nil)
  }

  @Test func anUnknownTypeIsAMistakeAndAnOrdinaryTextIsNot() throws {
    #expect(throws: Placeholder.Unknown.self) { try Placeholder.read("<cnv:1>") }
    #expect(try Placeholder.read("<conv:x>") == nil)
    #expect(try Placeholder.read("<none>") == nil)
    #expect(try Placeholder.read("<CA:12>") == Placeholder(.callSID, 12))
  }
}
