internal import Patterns

/// Lets each option of `ringback serve` also be given as `RINGBACK_…`: `RINGBACK_LOG_FORMAT=json` is `--log-format json`.
enum EnvironmentArguments {
  /// The arguments with those options added that only the environment names; what stands on the command line wins.
  static func merged(_ arguments: [String], environment: [String: String]) throws(CommandFailure) -> [String] {
    guard isServe(arguments) else { return arguments }
    var merged = arguments
    for option in ServeCommand.options where !isGiven(option, in: arguments) {
      let name = variable(option)
      guard let value = environment[name], !value.isEmpty else { continue }
      if ServeCommand.repeatable.contains(option) {
        for part in value.split(separator: ",") { merged.append("--\(option)=\(part)") }
      } else {
        merged.append("--\(option)=\(value)")
      }
    }
    for flag in ServeCommand.flags where !isGiven(flag, in: arguments) {
      let name = variable(flag)
      switch environment[name] {
      case nil, "", "0", "false", "no": continue
      case "1", "true", "yes": merged.append("--\(flag)")
      case let other?:
        throw CommandFailure(SystemExit.usage, "\(name) is a switch: set it to 1 or 0, not \"\(other)\".")
      }
    }
    return merged
  }

  /// `log-format` → `RINGBACK_LOG_FORMAT`.
  static func variable(_ option: String) -> String {
    "RINGBACK_" + option.uppercased().replacing(text: "-", with: "_")
  }

  private static func isGiven(_ option: String, in arguments: [String]) -> Bool {
    arguments.contains { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
  }

  private static func isServe(_ arguments: [String]) -> Bool {
    guard let first = arguments.first else { return true }
    return first == "serve" || (first.hasPrefix("-") && !["-h", "--help", "--version"].contains(first))
  }
}
