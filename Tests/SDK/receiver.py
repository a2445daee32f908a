"""An app whose webhooks go wrong, as a process of its own: how it answers stands in the path.

`/NAME/200` answers with a status, `/NAME/slow` after two seconds, `/NAME/reset` breaks off in mid-answer, `/NAME/thrice` answers 500
three times and 200 from then on, `/NAME/signed/SECRET` answers 400 where the signature is not right. `GET /` tells what came.
"""

import hashlib
import hmac
import json
import os
import socket
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

seen = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        pieces = []
        while True:
            size = int(self.rfile.readline(), 16)
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
            if size == 0:
                return b"".join(pieces)

    def answer(self, status, text="", content_type="text/plain"):
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", content_type)
        if status != 204:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def do_GET(self):
        self.answer(200, json.dumps(seen), "application/json")

    def do_POST(self):
        body = self.body()
        seen.append({"path": self.path, "headers": list(self.headers.items()), "body": body.decode()})
        _, way, *rest = self.path.strip("/").split("/")
        if way == "slow":
            time.sleep(2)
            way = "200"
        if way == "reset":
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # The descriptor itself: files made of the socket would keep it open.
            os.close(self.connection.detach())
            self.close_connection = True
            return
        if way == "thrice":
            way = "500" if sum(one["path"] == self.path for one in seen) <= 3 else "200"
        if way == "signed":
            parts = dict(part.split("=", 1) for part in self.headers["elevenlabs-signature"].split(","))
            right = hmac.new(rest[0].encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
            if not hmac.compare_digest(right, parts["v0"]):
                return self.answer(400, "Signature hash does not match the expected signature hash for payload")
            way = "200"
        self.answer(int(way))


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)
