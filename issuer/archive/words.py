"""The README of an archive, and its index page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from string import Template

FILES = {
    "README.txt": "this text",
    "index.html": "what is here, to read in any browser",
    "certificate.pdf": "the certificate as it is printed",
    "certificate.json": "the certificate: number, holder, dates, state",
    "credential.jwt": "the signed credential: a JWT (ES256)",
    "decision.json": "the exam result, and the decision with its reasons",
    "dossier.json": "application, documents, scores, appeals, doubts, requests",
    "scheme.toml": "the scheme as it was in force, byte for byte",
    "type.json": "what the credential's type says",
    "trust.toml": "public keys, types and status lists",
    "events.json": "every event of the record about it, each with its proof",
    "checkpoint.txt": "how long the record was, and its root: a signed note (C2SP)",
    "checkpoint-key.pem": "the public key (Ed25519) that signed",
    "verify.py": "checks all of it; needs Python 3 and openssl",
}
_README = Template("""\
The file of certificate $number
$line

Made by $body on $at UTC. Probatum is not needed to read it.

WHAT IS HERE
$files
  MANIFEST.sha256           SHA-256 of every file above
  MANIFEST.sha256.sig       its signature (Ed25519, 64 bytes)

HOW TO VERIFY IT
Get the body's checkpoint key from the body itself, on another way than this archive. Then:

  openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin \\
      -in MANIFEST.sha256 -sigfile MANIFEST.sha256.sig
  sha256sum -c MANIFEST.sha256

or all at once, the events too:

  python3 verify.py KEY.pem

An event's `commitment` is SHA-256(salt, then data). Its `hash` covers `previous`, number, time,
kind, subject and commitment, each with its length (4 bytes, big-endian) before it, after the line
"probatum event 1". The hashes of all events are the leaves of a Merkle tree (RFC 6962); `path`
leads from the event to the root in checkpoint.txt. Compare that checkpoint with those that the
body keeps elsewhere, or sent to you before: a later one must contain it.

Where `salt` and `data` are null, somebody's data were erased. The proof holds without them.

The credential verifies with any JOSE library and the keys in trust.toml.
""")


def readme(number: str, body: str, names: Iterable[str], at: datetime) -> bytes:
    """Return README.txt."""
    files = "\n".join(f"  {name:<24}  {FILES[name]}" for name in names if name in FILES)
    line = "=" * (len(number) + 24)
    told = f"{at:%Y-%m-%d %H:%M}"
    return _README.substitute(number=number, body=body, at=told, files=files, line=line).encode()


def index(number: str, body: str, names: Iterable[str], rest: bytes) -> bytes:
    """Return index.html: what is here, with `rest`, the page of what is on record, below."""
    listed = "".join(
        f'<li><a href="{escape(name)}">{escape(name)}</a>: {escape(FILES[name])}</li>'
        for name in names
        if name in FILES
    )
    head = f"<h1>Certificate {escape(number)}</h1><p>{escape(body)}</p><ul>{listed}</ul>"
    before, _, after = rest.decode().partition("<body>")
    return f"{before}<body>{head}{after}".encode()
