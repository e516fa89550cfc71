"""A certification body's public documents over loopback HTTP, as docs/format.md has them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from keys.jwk import to_jwk
from keys.keyring import Purpose
from verifier.status_token import MEDIA_TYPE as LIST_MEDIA_TYPE
from verifier.trust import TrustedIssuer
from verifier.type_metadata import MEDIA_TYPE as TYPE_MEDIA_TYPE
from verifier.type_metadata import to_document

PORTS = range(8300, 8400)
Documents = dict[str, tuple[str, bytes]]  # by path: media type and body


def key_documents(issuer: TrustedIssuer) -> Documents:
    """Return both metadata documents and the JWK Set of `issuer`."""
    sets = {
        purpose: {"keys": [to_jwk(key.key) for key in issuer.keyring if key.purpose is purpose]}
        for purpose in (Purpose.CREDENTIAL, Purpose.STATUS)
    }
    status = {"issuer": issuer.status_issuer, "jwks": sets[Purpose.STATUS]}
    credential = {"issuer": issuer.url, "jwks": sets[Purpose.CREDENTIAL]}
    return {
        "/.well-known/jwt-vc-issuer": _json(credential),
        "/.well-known/jwt-vc-issuer/status": _json(status),
        "/.well-known/jwks.json": _json(sets[Purpose.CREDENTIAL]),
    }


def type_documents(issuer: TrustedIssuer) -> Documents:
    """Return the metadata of each of the issuer's types."""
    return {
        kind.url.removeprefix(issuer.url): (TYPE_MEDIA_TYPE, to_document(kind))
        for kind in issuer.types.values()
    }


def list_document(path: str, token: str) -> Documents:
    """Return a status list token at `path`."""
    return {path: (LIST_MEDIA_TYPE, token.encode("ascii"))}


@contextmanager
def serve(documents: Documents) -> Iterator[str]:
    """Serve `documents`, which may still change, on loopback; give the address."""
    server = _listen(documents)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _listen(documents: Documents) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            media_type, body = documents.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in documents else 404)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Keep quiet."""

    for port in PORTS:
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), Handler)
        except OSError:  # somebody else's
            continue
    raise OSError("every port from 8300 to 8399 is taken")


def _json(document: object) -> tuple[str, bytes]:
    return "application/json", json.dumps(document).encode()
