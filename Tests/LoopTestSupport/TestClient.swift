public import EventLoop

/// A raw TCP client on the loop: sends exact bytes, collects exact bytes.
@LoopActor public final class TestClient: TCPStreamDelegate {
  private let stream: TCPStream
  private var received: [UInt8] = []
  private var isOver = false
  private var waiter: (isMet: ([UInt8]) -> Bool, resume: CheckedContinuation<Void, Never>)?

  /// Connects.
  public init(host: String = "127.0.0.1", port: Int, reading: Bool = true) async throws {
    stream = try await TCPStream.connect(host: host, port: port)
    if reading { resume() }
  }

  /// What has come and was not taken yet.
  public var text: String { String(decoding: received, as: UTF8.self) }
  /// Whether the server has ended or broken the connection.
  public var isEnded: Bool { isOver }
  /// How the server broke the connection, such as `ECONNRESET`; nil where it ended it or has not yet.
  public private(set) var breakage: String?

  /// Sends the text in one write.
  public func send(_ text: String) { send(Array(text.utf8)) }

  /// Sends the bytes in one write.
  public func send(_ bytes: [UInt8]) { stream.write(bytes.span.bytes) }

  /// Reads no more until `resume`.
  public func pause() { stream.pauseReading() }

  /// Reads on.
  public func resume() { stream.startReading(self) }

  /// Tells the server that nothing more will come.
  public func endWriting() { stream.endWriting() }

  /// Gives the connection up.
  public func close() {
    stream.close()
    finish()
  }

  /// Takes everything up to and with the text; what came, where the connection ends before.
  public func receive(through mark: String) async -> String {
    let mark = Array(mark.utf8)
    await wait { Self.end(of: mark, in: $0) != nil }
    return take(Self.end(of: mark, in: received) ?? received.count)
  }

  /// Takes that many bytes; fewer where the connection ends before.
  public func receive(count: Int) async -> String {
    await wait { $0.count >= count }
    return take(min(count, received.count))
  }

  /// Takes everything until the server ends the connection.
  public func receiveAll() async -> String {
    await wait { _ in false }
    return take(received.count)
  }

  /// Bytes as they arrive.
  public func stream(_ stream: TCPStream, received bytes: RawSpan) {
    bytes.withUnsafeBytes { received.append(contentsOf: $0) }
    if let waiter, waiter.isMet(received) { wake() }
  }

  /// The server's end.
  public func streamEnded(_ stream: TCPStream) { finish() }
  /// Not needed.
  public func streamDrained(_ stream: TCPStream) {}
  /// A broken connection.
  public func stream(_ stream: TCPStream, failed error: LoopError) {
    breakage = error.name
    finish()
  }

  private func finish() {
    isOver = true
    wake()
  }

  private func wake() {
    let resume = waiter?.resume
    waiter = nil
    resume?.resume()
  }

  private func wait(until isMet: @escaping ([UInt8]) -> Bool) async {
    if isOver || isMet(received) { return }
    await withCheckedContinuation { waiter = (isMet, $0) }
  }

  private func take(_ count: Int) -> String {
    defer { received.removeFirst(count) }
    return String(decoding: received[..<count], as: UTF8.self)
  }

  private static func end(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= mark.count else { return nil }
    let start = (0...(bytes.count - mark.count)).first { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
    return start.map { $0 + mark.count }
  }
}
