internal import Bytes
internal import EventLoop
internal import JSON
internal import Patterns
internal import Simulation
internal import Simulator

/// What a person sees first: the address, the credentials, and a call that works when pasted.
@LoopActor enum StartupText {
  static func text(url: String, simulator: Simulator) -> String {
    guard let sandbox = simulator.registry["default"] else { return "" }
    let names = simulator.names(in: sandbox)
    var lines = ["Ringback \(Simulator.version) serves ElevenLabs Agents on \(url)", ""]
    let keys = sandbox.plan.credentials
    if let main = keys.first(where: { $0.name == "main" }) ?? keys.first {
      lines.append("  export ELEVENLABS_API_KEY=\(word(main.value))")
    }
    lines.append("  export ELEVENLABS_BASE_URL=\(word(url))")
    lines.append("  export TWILIO_ACCOUNT_SID=\(word(sandbox.twilio.accountSID))")
    lines.append("  export TWILIO_AUTH_TOKEN=\(word(sandbox.twilio.authToken))")
    for key in keys.dropFirst() {
      lines.append("  # key \"\(Printable.text(key.name))\": \(Printable.text(key.value))")
    }
    if let agent = names["agents"]?.object?.first?.value.string,
      let number = names["phone_numbers"]?.object?.first?.value.string,
      let key = (keys.first { $0.name == "main" } ?? keys.first)?.value
    {
      let body: JSONValue = [
        "agent_id": .string(agent), "agent_phone_number_id": .string(number), "to_number": "+15555550123",
      ]
      lines += [
        "", "Place a call:", "",
        "  curl -X POST \(word("\(url)/v1/convai/twilio/outbound-call")) \\",
        "    -H \(quoted("xi-api-key: \(key)")) -H 'content-type: application/json' \\", "    -d \(quoted("\(body)"))",
      ]
    }
    if let words = clock(sandbox.clock.setting, url: url) { lines += [""] + words }
    lines += ["", "Scenario: \(sandbox.plan.scenarios.joined(separator: ", ")). Stop with Ctrl-C.", "", ""]
    return lines.joined(separator: "\n")
  }

  /// A text as one word of a shell: names and keys of a scenario must not become commands when this is pasted.
  private static func word(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-._~:/+=%@".unicodeScalars.contains(scalar))
    }
    return isPlain ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    "'" + Printable.text(text).replacing(text: "'", with: #"'\''"#) + "'"
  }

  /// How the clock goes, where it does not go as the wall clock does.
  private static func clock(_ setting: ClockSetting, url: String) -> [String]? {
    guard let time = setting.time?.rfc3339 else { return nil }
    switch setting.mode {
    case .real(let speed):
      let pace =
        speed == 1
        ? "" : ", \(speed == speed.rounded() ? "\(Int(clamping: speed))" : "\(speed)") times as fast as yours"
      return ["Clock: real, from \(time)\(pace)."]
    case .auto(let quiet):
      return ["Clock: auto, from \(time): jumps to the next event when no request has come for \(quiet)."]
    case .manual:
      return [
        "Clock: manual. It is \(time) until you move it on:", "",
        "  curl -X POST \(url)/_ringback/clock/advance -d '{\"until\":\"idle\"}'",
      ]
    }
  }
}
