import Glibc
import Testing

@testable import EventLoop

@Suite(.timeLimit(.minutes(1))) final class FileSystemTests {
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
  }

  @Test func temporariesOfTheDeadAreRemoved() throws {
    for name in ["file.12.tmp", "file.tmp", "file.x.tmp", "other.12.tmp", "file.12.tmp.bak", "file"] {
      try FileSystem.replace("\(folder)/\(name)", with: [])
    }
    FileSystem.removeTemporaries(of: "\(folder)/file")
    #expect(names == ["file", "file.12.tmp.bak", "file.tmp", "file.x.tmp", "other.12.tmp"])
  }

  @Test func whatIsNoFileIsRefusedAndNotWaitedFor() throws {
    let pipe = "\(folder)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for (path, words) in [
      (pipe, "It is a pipe, not a file"), (folder, "It is a folder, not a file"),
      ("/dev/zero", "It is a socket or a device, not a file"),
    ] {
      #expect(throws: FileSystem.Failure(words)) { try FileSystem.read(path) }
      #expect(throws: FileSystem.Failure(words)) { try FileSystem.check(path) }
    }
    #expect(throws: FileSystem.Failure.self) { try FileSystem.replace(pipe, with: [1]) }
    #expect(throws: FileSystem.Failure.self) { try FileSystem.replace("/dev/null", with: [1]) }
    #expect(names == ["pipe"])
  }

  @Test func aLargeFileIsRefused() throws {
    let path = "\(folder)/file"
    try FileSystem.replace(path, with: [1, 2, 3])
    #expect(try FileSystem.read(path, limit: 3) == [1, 2, 3])
    #expect(throws: FileSystem.Failure("It is larger than 2 bytes")) { try FileSystem.read(path, limit: 2) }
    // Its size is said to be 0.
    #expect(throws: FileSystem.Failure("It is larger than 2 bytes")) {
      try FileSystem.read("/proc/self/environ", limit: 2)
    }
  }

  @Test func aLinkInThePlaceOfATemporaryIsNotFollowed() throws {
    let path = "\(folder)/file"
    try FileSystem.replace("\(folder)/victim", with: [7])
    #expect(symlink("\(folder)/victim", "\(path).\(getpid()).tmp") == 0)
    try FileSystem.replace(path, with: [1])
    #expect(try FileSystem.read("\(folder)/victim") == [7])
    #expect(names == ["file", "victim"])
  }
}
