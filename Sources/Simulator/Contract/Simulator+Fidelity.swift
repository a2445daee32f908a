public import Admin
internal import Contract
internal import EventLoop
public import JSON

extension Simulator {
  /// How each operation and each error is answered, and how we know.
  public func fidelity() throws(AdminError) -> JSONValue {
    do {
      return try ContractFiles.fidelity().json
    } catch {
      throw AdminError(500, "no_fidelity", "The shipped files cannot be read: \(error).")
    }
  }
}
