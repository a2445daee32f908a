import EventLoop
import JSON
import LoopTestSupport
import OpenAPI
import Simulation
import TestSupport
import Testing

@testable import Scenario
@testable import Simulator

/// Scenarios with very much of one thing: each of these took from five seconds to a minute while it grew with the square, and
/// what is above a limit is told by its name.
@Suite(.timeLimit(.minutes(2))) struct LargeScenarioTests {
  @LoopActor private static let document = Result { try Document(Repository.bytes("openapi/elevenlabs.json")) }

  /// Makes a plan of the scenario `my.json`; a failure is thrown.
  @LoopActor private static func plan(_ members: JSONObject, limits: Limits = Limits()) throws -> Sandbox.Plan {
    var content: JSONObject = ["title": "t", "extends": ["default"]]
    content.merge(members)
    let text = JSONWriter.bytes(.object(content))
    let library = try library(["my.json": String(decoding: text, as: UTF8.self)], limits: limits)
    let blueprints = Blueprints(library: library, document: try document.get()) { ErrorCatalog([:]) }
    return try blueprints.plan(name: "test", scenarios: ["my.json"])
  }

  private static func objects(_ count: Int, _ prefix: String = "n", _ value: (Int) -> JSONValue) -> JSONValue {
    .object(JSONObject((0..<count).map { ("\(prefix)\($0)", value($0)) }))
  }

  private static func number(_ place: Int) -> String { String(10_000 + place) }

  @Test func aThousandKeysAreReadAndChecked() async throws {
    try await onLoop {
      let keys = Self.objects(990) { _ in [:] }
      let plan = try Self.plan(["world": ["elevenlabs": ["keys": keys]]])
      #expect(plan.credentials.count >= 990)
      try SandboxRegistry().check(plan)
    }
  }

  @Test func twoKeysOfOneValueAreFoundAmongMany() async throws {
    try await onLoop {
      let keys = Self.objects(900) { ["value": .string($0 == 899 ? "sk_7" : "sk_\($0)")] }
      let plan = try Self.plan(["world": ["elevenlabs": ["keys": keys]]])
      #expect(throws: SandboxFailure.credentialTwice(keys: ["n7", "n899"])) { try SandboxRegistry().check(plan) }
    }
  }

  @Test func thousandsOfTagsAndSecretsAreNamed() async throws {
    try await onLoop {
      let plan = try Self.plan([
        "world": [
          "elevenlabs": [
            "tags": Self.objects(5_000) { ["title": .string("t\($0)")] },
            "secrets": Self.objects(5_000) { ["value": .string("v\($0)")] },
          ]
        ]
      ])
      let names = plan.base[WorldNames.self]
      #expect(names.tags.keys.suffix(2) == ["n4998", "n4999"] && names.secrets["n4999"] != nil)
      #expect(names.tags.name(ofID: names.tags["n17"]?.string ?? "") == "n17")
    }
  }

  @Test func anIdThatTwoObjectsWantIsFoundAmongThousands() async throws {
    try await onLoop {
      let tags = Self.objects(3_000) { ["title": "t", "tag_id": .string($0 == 2_999 ? "ctag_5" : "ctag_\($0)")] }
      let failure = #expect(throws: ScenarioFailure.self) {
        try Self.plan(["world": ["elevenlabs": ["tags": tags]]])
      }
      #expect(failure?.message.contains("\"ctag_5\" is the id of \"n5\" already") == true)
    }
  }

  @Test func peopleByNumbersAndPatternsAreReadInOneGo() async throws {
    try await onLoop {
      var people = JSONObject((0..<5_000).map { ("+155\(Self.number($0))00\($0 % 10)", ["reaction": "busy"]) })
      for place in 0..<4_900 { people.append("+1666\(Self.number(place))*", ["reaction": "no_answer"]) }
      _ = try Self.plan(["people": .object(people)])
    }
  }

  @Test func aHundredThousandNamesToExtendAreOneEach() throws {
    let names = JSONValue.array(Array(repeating: ["default", "missing-permissions"], count: 50_000).flatMap { $0 })
    let composed = try library([:]).compose([.inline(ScenarioReference.Inline(["title": "t", "extends": names]))])
    #expect(composed.names == ["default", "missing-permissions", "inline"])
  }

  @Test func aChainOfScenariosIsBounded() throws {
    var files: [String: String] = ["my.json": #"{"title": "m", "extends": ["f0.json"]}"#]
    for place in 0..<5_000 { files["f\(place).json"] = "{\"title\": \"f\", \"extends\": [\"f\(place + 1).json\"]}" }
    files["f5000.json"] = #"{"title": "last"}"#
    let words = try failure(files)
    #expect(
      words.contains("more than 256 scenarios build on each other") && words.contains("--limit extended-scenarios"))
    #expect(words.contains("/extends"))
    files["f200.json"] = #"{"title": "last"}"#
    #expect(try failure(files) == "")
  }

  @Test func moreRulesAndObjectsThanTheLimitsAllowAreRefusedWithTheirPlace() async throws {
    try await onLoop {
      var limits = Limits()
      limits.scenarioRules = 3
      limits.scenarioObjects = 40
      for (members, words) in [
        (["rules": .array(Array(repeating: 1, count: 4))], "/rules: there are 4 entries here, and at most 3 may be"),
        (["people": Self.objects(41) { _ in 1 }], "/people: there are 41 entries here, and at most 40 may be"),
        (
          ["world": ["elevenlabs": ["agents": Self.objects(41) { _ in [:] }]]],
          "/world/elevenlabs/agents: there are 41 entries"
        ),
      ] as [(JSONObject, String)] {
        let failure = #expect(throws: ScenarioFailure.self) { try Self.plan(members, limits: limits) }
        #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
      }
    }
  }

  @Test func aRuleIsBoundedInWhatItDoesAtEachRequest() async throws {
    try await onLoop {
      let edit: JSONValue = ["op": "add", "path": "/tags/0", "value": 1]
      let merge = Self.objects(10_001) { _ in 1 }
      for (patch, words) in [
        (["edits": .array(Array(repeating: edit, count: 257))], "at most 256 edits (--limit rule-edits); found 257"),
        (["merge": ["a": merge]], "at most 10000 members (--limit rule-merge-members); found 10002"),
      ] as [(JSONValue, String)] {
        let rule: JSONValue = ["when": ["path": "/**"], "then": ["patch": patch]]
        let failure = #expect(throws: ScenarioFailure.self) { try Self.plan(["rules": [rule]]) }
        #expect(failure?.description.contains(words) == true, "\(failure?.description ?? "")")
      }
    }
  }

  @Test func rulesThatHaveNothingInCommonAreIndexedInOneGo() throws {
    // Each pair of rules differs at a place of its own: an index by all of these places would take rounds upon rounds.
    let whens: [JSONValue] = (0..<4_000).map { ["body": ["/m\($0 / 2)": .integer($0)]] }
    let set = RuleSet(try RuleIndexTests.rules(whens))
    let subject = RuleIndexTests.subject(nil, "/x", ["m7": 15])
    #expect(try set.candidates(for: subject).filter { try $0.pattern.matches(subject) }.map(\.id) == ["r#15"])
  }

  /// What is made in slices for requests is what is made at once.
  @Test func aPreparedScenarioIsTheSameAsOneMadeAtOnce() async throws {
    try await onLoop {
      let content: JSONValue =
        ([
          "title": "t", "extends": ["missing-permissions"], "people": ["+15555550999": ["reaction": "busy"]],
          "world": [
            "elevenlabs": [
              "webhooks": ["w": ["webhook_url": "http://127.0.0.1:9/"]],
              "knowledge_base": [
                "d": ["text": "x", "parent_folder_id": "f"], "f": ["type": "folder"],
              ],
              "agents": Self.objects(40) { ["name": .string("a\($0)")] },
              "phone_numbers": ["p": ["phone_number": "+15555550777", "label": "l", "agent": "n39"]],
            ]
          ],
        ])
      let scenarios: [ScenarioReference] = [.inline(ScenarioReference.Inline(content))]
      let catalog = try CatalogFile(Repository.bytes("openapi/elevenlabs-errors.json"))
      let atOnce = Blueprints(library: try library([:]), document: try Self.document.get()) { catalog.errors }
      let prepared = Blueprints(library: try library([:]), document: try Self.document.get()) { catalog.errors }
      try await prepared.prepare(scenarios)
      let images = try [atOnce, prepared].map { blueprints in
        var plan = try blueprints.plan(name: "test", scenarios: scenarios)
        plan.clock = .manual(at: Instant(unixSeconds: 1_795_255_200))
        return try Sandbox(plan).snapshot.json(.all)
      }
      #expect(images[0] == images[1])
      #expect(images[0].description.contains("+15555550777"))
    }
  }
}
