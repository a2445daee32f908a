internal import Simulation

/// The CSV of a batch: one line a recipient, with what came of the call.
enum BatchExport {
  /// Assumed: nobody has published a file.
  static let columns = [
    "recipient_id", "phone_number", "whatsapp_user_id", "status", "created_at_unix", "updated_at_unix",
    "conversation_id", "conversation_status", "call_duration_secs", "call_successful", "termination_reason", "error",
    "transcript_summary",
  ]

  static func csv(_ recipients: [BatchRecipient], in world: World, at now: Instant) -> [UInt8] {
    var bytes: [UInt8] = []
    append(columns, to: &bytes)
    for recipient in recipients {
      let state = recipient.state(at: now)
      let conversation = recipient.conversationID.flatMap { world[Conversation.self][$0] }
      append(
        [
          recipient.recipientID, recipient.phoneNumber ?? "", recipient.whatsAppUserID ?? "", state.status.rawValue,
          String(recipient.createdAt.unixSeconds), String(state.since.unixSeconds), recipient.conversationID ?? "",
          conversation?.status.rawValue ?? "", conversation.map { String($0.durationSeconds) } ?? "",
          conversation?.analysis?.outcome.rawValue ?? "", conversation?.terminationReason ?? "",
          conversation?.failure?.reason ?? "", conversation?.analysis?.summary ?? "",
        ], to: &bytes)
    }
    return bytes
  }

  /// One line, quoted as RFC 4180 has it.
  private static func append(_ cells: [String], to bytes: inout [UInt8]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      guard cell.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else {
        bytes += cell.utf8
        continue
      }
      bytes.append(UInt8(ascii: "\""))
      for byte in cell.utf8 {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
  }
}
