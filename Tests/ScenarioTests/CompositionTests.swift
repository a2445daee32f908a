import JSON
import Scenario
import Testing

@Suite(.timeLimit(.minutes(2))) struct CompositionTests {
  @Test func objectsAreMergedAndEverythingElseIsReplaced() throws {
    let files = [
      "base.json": #"""
      {"title": "b", "seed": 1, "world": {"elevenlabs": {
        "user": {"first_name": "Ada", "nested": {"a": 1, "b": [1, 2]}}, "models": [{"model_id": "m"}],
        "agents": {"one": {"name": "One", "tags": ["x"]}, "two": {"name": "Two"}}}}}
      """#,
      "my.json": #"""
      {"title": "m", "extends": ["base.json"], "world": {"elevenlabs": {
        "user": {"nested": {"b": [3], "c": null}}, "models": [],
        "agents": {"one": {"tags": []}, "two": null, "three": {"name": "Three"}}}}}
      """#,
    ]
    let composed = try library(files).compose(["my.json"])
    #expect(composed.names == ["base", "my"])
    #expect(
      composed.merged("world")["elevenlabs"] == [
        "user": ["first_name": "Ada", "nested": ["a": 1, "b": [3], "c": nil]],
        "models": [],
        "agents": ["one": ["name": "One", "tags": []], "two": nil, "three": ["name": "Three"]],
      ])
    #expect(composed.last("seed") == 1)
    #expect(composed.last("title") == "m")
    #expect(composed.last("time") == nil)
    #expect(composed.merged("settings").isEmpty)
  }

  @Test func aCommonBaseIsTakenOnce() throws {
    let files = [
      "a.json": #"{"title": "a", "extends": ["default"]}"#,
      "b.json": #"{"title": "b", "extends": ["default", "a.json"]}"#,
      "my.json": #"{"title": "m", "extends": ["a.json", "b.json"]}"#,
    ]
    #expect(try library(files).compose(["my.json"]).names == ["default", "a", "b", "my"])
    #expect(try library(files).compose(["a.json", "b.json", "a.json"]).names == ["default", "a", "b"])
  }

  @Test func extendedFilesAreFoundBesideTheFileThatNamesThem() throws {
    let files = [
      "dir/my.json": #"{"title": "m", "extends": ["sub/base.json"]}"#,
      "dir/sub/base.json": #"{"title": "b", "extends": ["other.json"]}"#, "dir/sub/other.json": #"{"title": "o"}"#,
    ]
    let composed = try library(files).compose(["dir/my.json"])
    #expect(composed.files.map(\.path) == ["dir/sub/other.json", "dir/sub/base.json", "dir/my.json"])
  }

  @Test func aCircleIsRefusedWithItsTrail() throws {
    let words = try failure([
      "my.json": #"{"title": "m", "extends": ["a.json"]}"#, "a.json": #"{"title": "a", "extends": ["b.json"]}"#,
      "b.json": #"{"title": "b", "extends": ["my.json"]}"#,
    ])
    #expect(words.contains("my.json -> a.json -> b.json -> my.json"), "\(words)")
    #expect(words.contains("/extends"))
    #expect(try failure(["my.json": #"{"title": "m", "extends": ["my.json"]}"#]).contains("my.json -> my.json"))
  }

  @Test(arguments: [
    ("{\"title\": \"m\",\n \"extends\": [\"default\", \"gone.json\"]}", "my.json:2:25: /extends/1: ", "gone.json"),
    (#"{"title": "m", "extends": ["defualt"]}"#, "my.json:1:28: /extends/0: ", "Did you mean \"default\"?"),
  ])
  func aMissingFileIsNamedWhereItIsExtended(text: String, place: String, words: String) throws {
    let failure = try failure(["my.json": text])
    #expect(failure.hasPrefix(place), "\(failure)")
    #expect(failure.contains(words), "\(failure)")
  }

  @Test func aMistakeInAnExtendedFileIsNamedThere() throws {
    let words = try failure(["my.json": #"{"title": "m", "extends": ["a.json"]}"#, "a.json": #"{"title": 1}"#])
    #expect(words.hasPrefix("a.json:1:11: /title: "), "\(words)")
  }

  @Test func aMissingFileIsNamed() throws {
    #expect(try failure([:]) == "my.json: the file cannot be read.")
  }
}
