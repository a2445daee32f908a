internal import EventLoop

/// A file that a command was given to read.
enum InputFile {
  /// The bytes of the file, or of standard input for `-`.
  ///
  /// A file that cannot be read ends the command with the code.
  static func read(_ path: String, or code: Int32) throws(CommandFailure) -> [UInt8] {
    do throws(FileSystem.Failure) {
      return path == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(path)
    } catch {
      throw CommandFailure(code, "cannot read \(path == "-" ? "standard input" : path): \(error.message).")
    }
  }

  /// Refuses a file of certificates that libcurl could not read, or would wait for.
  static func check(certificates path: String?) throws(CommandFailure) {
    guard let path else { return }
    do throws(FileSystem.Failure) {
      try FileSystem.check(path)
    } catch {
      throw CommandFailure(SystemExit.noInput, "cannot read --ca \(path): \(error.message).")
    }
  }
}
