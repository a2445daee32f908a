import EventLoop
import Glibc
import Testing

@Suite(.timeLimit(.minutes(2))) final class FileSystemTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/ringback-test-XXXXXX".utf8CString)
    folder = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    for name in names { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private var names: [String] {
    guard let list = opendir(folder) else { return [] }
    defer { closedir(list) }
    var names: [String] = []
    while let entry = readdir(list) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  @Test func replacingLeavesNothingBehind() throws {
    let path = "\(folder)/file"
    for text in ["one", "", String(repeating: "x", count: 1 << 20)] {
      try FileSystem.replace(path, with: Array(text.utf8), mode: 0o600)
      #expect(try FileSystem.load(path) == Array(text.utf8))
    }
    #expect(names == ["file"])
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func aPlaceThatIsNoneIsAFailure() throws {
    #expect(throws: FileSystem.Failure.self) { try FileSystem.replace("\(folder)/no/file", with: []) }
    #expect(throws: FileSystem.Failure.self) { try FileSystem.replace(folder, with: []) }
    #expect(throws: FileSystem.Failure.self) { try FileSystem.load(folder) }
    #expect(try FileSystem.load("\(folder)/none") == nil)
    #expect(names == [])
    unlink("\(folder).\(getpid()).tmp")
  }

  @Test func temporariesOfTheDeadAreRemoved() throws {
    for name in ["file.12.tmp", "file.tmp", "file.x.tmp", "other.12.tmp", "file.12.tmp.bak", "file"] {
      try FileSystem.replace("\(folder)/\(name)", with: [])
    }
    FileSystem.removeTemporaries(of: "\(folder)/file")
    #expect(names == ["file", "file.12.tmp.bak", "file.tmp", "file.x.tmp", "other.12.tmp"])
  }

  @Test func aLockIsHeldOnce() throws {
    let path = "\(folder)/lock"
    do {
      let lock = try FileLock(path)
      // A second descriptor, which the system tells apart as it does another process.
      #expect(throws: FileLock.Refusal.held) { try FileSystemTests.take(path) }
      withExtendedLifetime(lock) {}
    }
    try Self.take(path)
    #expect(throws: FileLock.Refusal.self) { try FileSystemTests.take("\(folder)/no/lock") }
  }

  private static func take(_ path: String) throws { _ = try FileLock(path) }
}
