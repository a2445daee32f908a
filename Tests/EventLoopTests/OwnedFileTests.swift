import Glibc
import Testing

@testable import EventLoop

@Suite(.timeLimit(.minutes(1))) final class OwnedFileTests {
  private let folder: String
  private let path: String

  init() throws {
    var template = Array("/tmp/ringback-test-XXXXXX".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    path = "\(folder)/file"
  }

  deinit {
    for name in FileSystem.names(in: folder) ?? [] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  // A second descriptor is to the system what another process is.

  @Test func itIsHadOnceAndGivenBack() throws {
    try FileSystem.replace(path, with: [1])
    do {
      let file = try OwnedFile(path)
      #expect(try file.load(limit: 10) == [1])
      #expect(throws: OwnedFile.Refusal.held) { try OwnedFile(path) }
      #expect(link(path, "\(folder)/other") == 0)
      #expect(throws: OwnedFile.Refusal.held) { try OwnedFile("\(folder)/other") }
      withExtendedLifetime(file) {}
    }
    #expect(try OwnedFile(path).load(limit: 10) == [1])
  }

  @Test func itStaysHadThroughReplacements() throws {
    let file = try OwnedFile(path)
    #expect(try file.load(limit: 10) == nil)
    for content in [[1], [2, 2], []] as [[UInt8]] {
      try file.replace(with: content, mode: 0o600)
      #expect(throws: OwnedFile.Refusal.held) { try OwnedFile(path) }
      #expect(try FileSystem.read(path) == content && file.load(limit: 10) == content)
    }
    #expect(FileSystem.names(in: folder) == ["file"])
  }

  @Test func whatAnotherHasPutThereIsLeftAlone() throws {
    let absent = try OwnedFile(path)
    try FileSystem.replace(path, with: [9])
    #expect(throws: FileSystem.Failure.self) { try absent.replace(with: [1], mode: 0o600) }
    let present = try OwnedFile(path)
    try FileSystem.replace(path, with: [8])
    #expect(throws: FileSystem.Failure.self) { try present.replace(with: [1], mode: 0o600) }
    #expect(try FileSystem.read(path) == [8])
    #expect(FileSystem.names(in: folder) == ["file"])
  }

  @Test func whatWasRemovedIsMadeAgain() throws {
    try FileSystem.replace(path, with: [1])
    let file = try OwnedFile(path)
    #expect(unlink(path) == 0)
    try file.replace(with: [2], mode: 0o600)
    #expect(try FileSystem.read(path) == [2])
    #expect(throws: OwnedFile.Refusal.held) { try OwnedFile(path) }
  }

  @Test func aPlaceThatCannotBeOpenedIsAFailure() {
    for place in ["\(folder)/file/none", folder, "/dev/null"] {
      #expect(throws: (any Error).self) {
        let file = try OwnedFile(place)
        try file.replace(with: [], mode: 0o600)
      }
    }
  }
}
