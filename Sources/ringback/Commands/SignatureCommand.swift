internal import ArgumentParser
internal import ElevenLabs
internal import EventLoop
internal import Simulation

/// `ringback signature`: explains a webhook's signature, and what an app computed instead.
struct SignatureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signature", abstract: "Explain a webhook's signature: what is signed, and what went wrong.",
    discussion: """
      Gives the right ElevenLabs-Signature for a body; with --header whether the official SDK would take that one now; where a \
      hash differs, which mistake yields it. Nothing is sent.
      Exit code 0: what was given is right. 1: it is not. 64 or 66: the arguments are wrong, or the body cannot be read.
      """)

  @Option(help: "The webhook's secret, wsec_... (default: ELEVENLABS_WEBHOOK_SECRET).") var secret: String?
  @Option(help: "The raw body: a file; - reads standard input.") var body: String
  @Option(help: "The ElevenLabs-Signature that came: t=...,v0=...") var header: String?
  @Option(help: "The hash that your app computed, to learn how it came to be.") var computed: String?
  @Option(help: "Unix seconds to sign with where no header has them (default: now).") var timestamp: Int64?
  @Option(help: "Where the webhook went: tells whether the app signs it as well.") var url: String?

  static let refused: Int32 = 1

  func run() throws {
    guard let secret = secret ?? ProcessEnvironment.all["ELEVENLABS_WEBHOOK_SECRET"] else {
      throw CommandFailure(
        SystemExit.usage, "a signature needs a secret: give --secret, or set ELEVENLABS_WEBHOOK_SECRET.")
    }
    guard computed == nil || header != nil || timestamp != nil else {
      throw CommandFailure(
        SystemExit.usage,
        "a hash can be explained only with the t that it is for: give --header or --timestamp as well.")
    }
    let bytes = try InputFile.read(body, or: SystemExit.noInput)
    let evidence = SignatureDiagnosis.Evidence(
      secret: secret, body: bytes, header: header, timestamp: timestamp, url: url, computed: computed)
    let diagnosis = SignatureDiagnosis(evidence, at: Instant(nanoseconds: WallClock.now))
    StandardStream.say(SignatureText.text(diagnosis, evidence))
    if !diagnosis.isAccepted { ProcessEnvironment.exitNow(Self.refused) }
  }
}
