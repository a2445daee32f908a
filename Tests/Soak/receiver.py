"""An app under test that misbehaves: a webhook's fate depends on how many came before."""

import socket
import struct
import threading
import time


class Receiver:
    """Listens on a port of this machine; every connection meets the next kind of misbehavior."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.counts = dict.fromkeys((kind.__name__ for kind in self.kinds()), 0)
        self.ended = False
        threading.Thread(target=self._accept, daemon=True).start()

    def kinds(self):
        return [self.answers, self.answers, self.fails, self.resets, self.closes, self.babbles, self.drips, self.never, self.floods]

    def _accept(self):
        turn = 0
        while not self.ended:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            kind = self.kinds()[turn % len(self.kinds())]
            turn += 1
            self.counts[kind.__name__] += 1
            threading.Thread(target=self._serve, args=(kind, connection), daemon=True).start()

    @staticmethod
    def _serve(kind, connection):
        try:
            connection.settimeout(5)
            connection.recv(65536)
            kind(connection)
        except OSError:
            pass
        finally:
            connection.close()

    @staticmethod
    def answers(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

    @staticmethod
    def fails(connection):
        connection.sendall(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nretry-after: 1\r\n\r\n")

    @staticmethod
    def resets(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    @staticmethod
    def closes(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")

    @staticmethod
    def babbles(connection):
        connection.sendall(b"\x00\xff no HTTP at all\r\n\r\n")

    @staticmethod
    def drips(connection):
        for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n":
            connection.sendall(bytes([byte]))
            time.sleep(0.02)

    @staticmethod
    def never(connection):
        # Longer would let whoever advances the clock wait for the timeout, and nobody would get far.
        time.sleep(0.5)

    @staticmethod
    def floods(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(20_000):
            connection.sendall(b"x-%d: %s\r\n" % (number, b"y" * 64))

    def end(self):
        self.ended = True
        self.listener.close()
