public import Admin
internal import Contract
internal import EventLoop
public import JSON

extension Simulator {
  /// How each operation and each error is answered, and how we know.
  public func fidelity() async throws(AdminError) -> JSONValue {
    // The table is made of every contract case and of three documents.
    let handled = ContractFiles.Handled(elevenLabs, twilio)
    let made = await LoopActor.offLoop { Result { try ContractFiles.fidelity(handled).json } }
    do {
      return try made.get()
    } catch {
      throw AdminError(500, "no_fidelity", "The shipped files cannot be read: \(error).")
    }
  }
}
