"""A TLS terminator in front of a server: nginx, with a certificate of an authority that nobody else trusts."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager

import pytest

from server import PATIENCE

HOST = "api.elevenlabs.io"
TWILIO = "api.twilio.com"
NGINX = shutil.which("nginx", path=os.environ.get("PATH", os.defpath) + os.pathsep + "/usr/sbin")
OPENSSL = shutil.which("openssl")

needed = pytest.mark.skipif(
    not (NGINX and OPENSSL), reason="nginx and openssl are needed for TLS; on Debian: apt-get install nginx openssl")

CONFIGURATION = """\
daemon off;
worker_processes 1;
pid %(folder)s/nginx.pid;
error_log stderr;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path %(folder)s/body;
  proxy_temp_path %(folder)s/proxy;
  fastcgi_temp_path %(folder)s/fastcgi;
  uwsgi_temp_path %(folder)s/uwsgi;
  scgi_temp_path %(folder)s/scgi;
  server {
    listen 127.0.0.1:%(port)d ssl;
    server_name %(name)s;
    ssl_certificate %(certificate)s;
    ssl_certificate_key %(key)s;
    merge_slashes off;
    location / {
      proxy_pass %(upstream)s;
      proxy_http_version 1.1;
      proxy_set_header host $http_host;
      proxy_set_header connection "";
      proxy_redirect off;
      proxy_pass_header date;
      proxy_pass_header server;
    }
  }
}
"""


class Authority:
    """A private certificate authority on P-256, made with the openssl command."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "ca.pem"
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=A test's own authority", "-addext", "keyUsage=critical,keyCertSign", "-keyout", "ca.key", "-out", self.file)

    def certificate(self, name, *others):
        """The files of a certificate for a host name, and of its key; it is good for the others too."""
        files = {end: self.folder / ("%s.%s" % (name, end)) for end in ("pem", "key", "request", "extensions")}
        if not files["pem"].exists():
            files["extensions"].write_text(
                "subjectAltName=%s\nextendedKeyUsage=serverAuth\n" % ",".join("DNS:" + each for each in (name, *others)))
            self._openssl(
                "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
                "-keyout", files["key"], "-out", files["request"])
            self._openssl(
                "x509", "-req", "-in", files["request"], "-CA", self.file, "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "1", "-extfile", files["extensions"], "-out", files["pem"])
        return files["pem"], files["key"]

    def _openssl(self, *arguments):
        done = subprocess.run(
            [OPENSSL, *map(str, arguments)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=PATIENCE)
        assert done.returncode == 0, done.stderr


@contextmanager
def terminator(authority, upstream, folder, name=HOST):
    """The loopback port on which nginx takes TLS for `name` and hands requests to `upstream`, for as long as the block.

    nginx inherits the listening socket, so that the port is nobody else's and takes connections from the start.
    """
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listener.getsockname()[1]
    certificate, key = authority.certificate(name, *([TWILIO] if name == HOST else []))
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION % {
        "folder": folder, "port": port, "name": name, "certificate": certificate, "key": key, "upstream": upstream})
    log = open(folder / "nginx.log", "w+")
    process = subprocess.Popen(
        [NGINX, "-e", "stderr", "-p", str(folder), "-c", str(file)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        env={**os.environ, "NGINX": "%d;" % listener.fileno()}, pass_fds=[listener.fileno()])
    listener.close()
    try:
        yield port
        assert process.poll() is None, str(process.returncode) + (folder / "nginx.log").read_text()
    finally:
        process.kill()
        process.wait(PATIENCE)
        log.close()
