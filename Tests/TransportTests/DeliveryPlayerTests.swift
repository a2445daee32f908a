import EventLoop
import HTTP1
import LoopTestSupport
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(2))) struct DeliveryPlayerTests {
  @Test func writesNoMoreThanMayBeQueued() async throws {
    try await onLoop {
      let stage = try await Stage(maxQueued: 100_000)
      let piece = [UInt8](repeating: 66, count: 1 << 18)
      let task = LoopActor.start { await stage.play([Delivery.Step](repeating: .body(piece), count: 100)) }
      for _ in 0..<50 { await turn() }
      // What the system takes differs; that most of the 25 MiB has to wait outside of the queue does not.
      #expect(stage.stream.queuedBytes > 100_000)
      #expect(stage.stream.queuedBytes <= 100_000 + piece.count)
      #expect(stage.ending == nil)
      #expect(stage.queuedCalls == 1)
      stage.client.resume()
      #expect(await stage.client.receive(count: 100 * piece.count).utf8.count == 100 * piece.count)
      await task.value
      #expect(stage.ending == .open)
      stage.close()
    }
  }

  @Test func knowsWhetherTheClientReads() async throws {
    try await onLoop {
      let stage = try await Stage(maxQueued: 1 << 30)
      #expect(stage.player.hasProgressed())
      let piece = [UInt8](repeating: 66, count: 24 << 20)
      let task = LoopActor.start { await stage.play([.body(piece), .hold]) }
      while stage.stream.queuedBytes == 0 { await turn() }
      for _ in 0..<20 { await turn() }
      _ = stage.player.hasProgressed()
      #expect(!stage.player.hasProgressed())
      stage.client.resume()
      _ = await stage.client.receive(count: 20 << 20)
      #expect(stage.player.hasProgressed())
      stage.player.stop()
      await task.value
      #expect(stage.ending == .gone)
      stage.close()
    }
  }

  @Test(
    arguments: [
      ([Delivery.Step.close], .close), ([.reset], .reset), ([], .open),
      ([.body([1]), .pause(.milliseconds(1))], .open),
      ([.close, .reset], .close), ([.pause(.zero), .reset, .close], .reset),
    ] as [([Delivery.Step], DeliveryPlayer.Ending)])
  func tellsHowItEnds(steps: [Delivery.Step], ending: DeliveryPlayer.Ending) async throws {
    try await onLoop {
      let stage = try await Stage(maxQueued: 1000)
      await stage.play(steps)
      #expect(stage.ending == ending)
      stage.close()
    }
  }

  @Test(arguments: [[Delivery.Step.hold], [.pause(.seconds(600))]])
  func stopsWhileItWaits(steps: [Delivery.Step]) async throws {
    try await onLoop {
      let stage = try await Stage(maxQueued: 1000)
      let task = LoopActor.start { await stage.play(steps + [.close]) }
      await LoopActor.executor.settle()
      stage.player.stop()
      stage.player.stop()
      await task.value
      #expect(stage.ending == .gone)
      stage.close()
    }
  }

  @Test(arguments: [(true, DeliveryPlayer.Ending.gone), (false, .close)])
  func aClientThatEndsGivesUpOnlyWhatIsHeld(isHeld: Bool, ending: DeliveryPlayer.Ending) async throws {
    try await onLoop {
      let stage = try await Stage(maxQueued: 1000)
      let task = LoopActor.start { await stage.play([isHeld ? .hold : .pause(.milliseconds(2)), .close]) }
      await LoopActor.executor.settle()
      stage.player.clientEnded()
      await task.value
      #expect(stage.ending == ending)
      let late = try await Stage(maxQueued: 1000, hasClientEnded: true)
      await late.play([isHeld ? .hold : .pause(.milliseconds(2)), .close])
      #expect(late.ending == ending)
      stage.close()
      late.close()
    }
  }
}

/// A player on the server's end of a connection whose client does not read at first.
@LoopActor private final class Stage: TCPStreamDelegate {
  let client: TestClient
  let stream: TCPStream
  let player: DeliveryPlayer
  private(set) var ending: DeliveryPlayer.Ending?
  private(set) var queuedCalls = 0

  init(maxQueued: Int, hasClientEnded: Bool = false) async throws {
    var accepted: TCPStream?
    let listener = try TCPListener(host: "127.0.0.1", port: 0) { accepted = $0 }
    client = try await TestClient(port: listener.port, reading: false)
    while accepted == nil { await turn() }
    stream = try #require(accepted)
    player = DeliveryPlayer(on: stream, maxQueued: maxQueued, hasClientEnded: hasClientEnded)
    listener.close()
    stream.startReading(self)
  }

  func play(_ steps: [Delivery.Step]) async {
    ending = await player.play(steps) { queuedCalls += 1 }
  }

  func close() {
    stream.close()
    client.close()
  }

  func stream(_ stream: TCPStream, received bytes: RawSpan) {}
  func streamEnded(_ stream: TCPStream) {}
  func streamDrained(_ stream: TCPStream) { player.drained() }
  func stream(_ stream: TCPStream, failed error: LoopError) {}
}
