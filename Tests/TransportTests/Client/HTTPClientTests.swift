import EventLoop
import HTTP1
import LoopTestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2))) struct HTTPClientTests {
  @Test func hasTheAnswerAsItCame() async throws {
    try await withPeer(answer: { _ in
      .now(Response(status: 418, fields: ["x-b": "1", "X-A": "2", "x-b": "3", "x-empty": ""], body: [0, 255]))
    }) { client, peer in
      let answer = try await client.send(OutgoingRequest(.get, peer.url("/a/../b?q=%20#f")))
      #expect(answer.status == 418)
      #expect(
        answer.fields.map { "\($0.name): \($0.value)" } == [
          "x-b: 1", "x-a: 2", "x-b: 3", "x-empty: ", "content-length: 2",
        ])
      #expect(answer.body == [0, 255])
      #expect(peer.requests[0].target == "/a/../b?q=%20")
    }
  }

  @Test func sendsFieldsInOrderAndNothingOfItsOwn() async throws {
    try await withPeer { client, peer in
      let fields: Fields = ["x-b": "1", "a": "2", "x-b": "3", "empty": "", "content-length": "99"]
      _ = try await client.send(OutgoingRequest(.post, peer.url("/"), fields: fields, body: Array("abc".utf8)))
      _ = try await client.send(OutgoingRequest(.get, peer.url("/"), fields: ["host": "h.example", "accept": "*/*"]))
      let host = "host: 127.0.0.1:\(peer.port)"
      let sent = peer.requests.map { $0.fields.map { "\($0.name): \($0.value)" } }
      #expect(sent[0] == [host, "x-b: 1", "a: 2", "x-b: 3", "empty: ", "content-length: 3"])
      #expect(Set(sent[1]) == ["host: h.example", "accept: */*"] && sent[1].count == 2)
      #expect(peer.requests[0].body == Array("abc".utf8))
    }
  }

  @Test(arguments: [Method.get, .post, .put, .patch, .delete, .options, .head])
  func sendsEveryMethod(_ method: Method) async throws {
    try await withPeer { client, peer in
      let empty = try await client.send(OutgoingRequest(method, peer.url("/x")))
      #expect(empty.status == 200)
      #expect(empty.text == (method == .head ? "" : "\(method) /x"))
      let hasLength = [Method.post, .put, .patch].contains(method)
      #expect(peer.requests[0].field("content-length") == (hasLength ? "0" : nil))
      if method == .head { return }
      #expect(try await client.text(of: OutgoingRequest(method, peer.url("/x"), body: [0, 1, 2])) == "\(method) /x")
      #expect(peer.requests[1].body == [0, 1, 2])
    }
  }

  @Test func sendsALargeBodyWithoutAskingFirst() async throws {
    try await withPeer(answer: { .now(.text(200, "\($0.body.count) \($0.field("expect") ?? "none")")) }) {
      client, peer in
      let body = [UInt8](repeating: 7, count: 3 << 20)
      let text = try await client.text(of: OutgoingRequest(.post, peer.url("/"), body: body))
      #expect(text == "\(3 << 20) none")
    }
  }

  @Test(arguments: [0, 1, 70_000, 3 << 20])
  func sendsABodyInChunks(_ count: Int) async throws {
    try await withPeer { client, peer in
      let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      var request = OutgoingRequest(.post, peer.url("/"), fields: ["a": "1"], body: body)
      request.isChunked = true
      let answer = try await client.send(request)
      #expect(answer.status == 200)
      #expect(peer.requests[0].body == body)
      #expect(
        peer.requests[0].fields.map { "\($0.name): \($0.value)" } == [
          "host: 127.0.0.1:\(peer.port)", "a: 1", "transfer-encoding: chunked",
        ])
    }
  }

  @Test func usesAConnectionAgain() async throws {
    try await withPeer { client, peer in
      for _ in 1...5 { _ = try await client.send(OutgoingRequest(.get, peer.url("/"))) }
      #expect(Set(peer.requests.map(\.peer)).count == 1)
    }
  }

  @Test func sendsManyAtOnce() async throws {
    try await withPeer(answer: { request in .later { .text(200, request.target) } }) { client, peer in
      let texts = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<200 {
          group.addTask { try await client.send(OutgoingRequest(.get, peer.url("/\(number)"))).text }
        }
        var texts: Set<String> = []
        for try await text in group { texts.insert(text) }
        return texts
      }
      #expect(texts == Set((0..<200).map { "/\($0)" }))
    }
  }

  @Test func readsPastInterimAnswersChunksAndTrailers() async throws {
    try await withRawPeer(
      "HTTP/1.1 103 Early Hints\r\nx-early: 1\r\n\r\nHTTP/1.1 201 Created\r\nX-A:  1 \r\ntransfer-encoding: chunked\r\n\r\n"
        + "3\r\nabc\r\n2\r\nde\r\n0\r\nx-trailer: 1\r\n\r\n"
    ) { client, peer in
      let answer = try await client.send(OutgoingRequest(.get, peer.url))
      #expect(answer.status == 201 && answer.text == "abcde")
      #expect(answer.fields == ["x-a": "1", "transfer-encoding": "chunked"])
    }
  }

  @Test func leavesRedirectsAloneUnlessAskedToFollow() async throws {
    try await withPeer(answer: {
      $0.path == "/end" ? .now(.text(200, "\($0.method)")) : .now(Response(status: 302, fields: ["location": "/end"]))
    }) { client, peer in
      var request = OutgoingRequest(.post, peer.url("/start"), body: [1])
      let answer = try await client.send(request)
      #expect(answer.status == 302 && answer.fields["location"] == "/end")
      #expect(peer.requests.count == 1)
      request.maxRedirects = 1
      let followed = try await client.send(request)
      #expect(followed.status == 200 && followed.text == "GET")
      #expect(followed.fields["location"] == nil)
    }
  }
}
