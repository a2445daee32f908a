internal import EventLoop
internal import Simulation

/// `GET /v1/user` and `GET /v1/user/subscription`.
@LoopActor enum UserRoutes {
  static let handlers: [String: Handler] = [
    "get_user_info": { exchange in .encoded(current(in: exchange.sandbox).encodedProfile) },
    "get_user_subscription_info": { exchange in .encoded(current(in: exchange.sandbox).encodedSubscription) },
  ]

  /// The user, with dates that lie ahead of the sandbox's clock.
  private static func current(in sandbox: Sandbox) -> User {
    let user = sandbox.world[User.self]
    guard let renewed = user.renewed(at: sandbox.clock.now) else { return user }
    sandbox.world[User.self] = renewed
    return renewed
  }
}
