internal import Glibc

/// The person in front of the program, where there is one.
public enum Terminal {
  /// Whether somebody can be asked: standard input is a terminal.
  public static var canAsk: Bool { isatty(0) == 1 }

  /// Puts a question and waits for a line; whether it was `y` or `yes`.
  public static func confirms(_ question: String) -> Bool {
    StandardStream.ask("\(question) [y/N] ")
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }
}
