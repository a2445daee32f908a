internal import EventLoop
internal import JSON
internal import Simulation

/// `GET` and `PATCH /v1/convai/settings`.
@LoopActor enum WorkspaceSettingsRoutes {
  static let handlers: [String: Handler] = [
    "get_settings_route": { exchange in .json(.object(exchange.sandbox.world[WorkspaceSettings.self].content)) },
    "update_settings_route": patch,
  ]

  private static func patch(_ exchange: inout Exchange) throws(APIError) -> Answer {
    var settings = exchange.sandbox.world[WorkspaceSettings.self]
    settings.apply(exchange.body, sent: exchange.sentBody)
    // That a webhook which does not exist is refused is assumed.
    if exchange.sentBody?["webhooks"] != nil, let id = settings.postCallWebhookID {
      _ = try WorkspaceWebhookRoutes.find(id, in: exchange.sandbox)
    }
    exchange.sandbox.world[WorkspaceSettings.self] = settings
    return .json(.object(settings.content))
  }
}
