"""The README of what a closed body leaves."""

from __future__ import annotations

from datetime import datetime
from string import Template

from issuer.closing.closed import Closed

_README = Template("""\
The record of $body
$line

Closed on $since UTC. Made on $at UTC. Probatum is not needed to read it. It holds names: keep it
as the law of its place wants it kept.

WHAT IS HERE
  numbers.csv          every certificate by its number: how it stands, and until when; no names
  handover.csv         those in force, with their holders, for a successor: see below
  certificates.jsonl   everything on record about each certificate, its signed credentials too
  events.jsonl         everything that was ever done, each event over the one before it
  schemes/             the schemes as they were in force, byte for byte
  trust.toml           public keys, types and the final status lists
  checkpoint.txt       how long the record is, and its root: a signed note (C2SP)
  checkpoint-key.pem   the public key (Ed25519) that signed
  verify.py            checks all of it; needs Python 3 and openssl
  MANIFEST.sha256      SHA-256 of every file above
  MANIFEST.sha256.sig  its signature (Ed25519, 64 bytes)

HOW TO VERIFY IT
Get the body's checkpoint key on another way than this folder, then:

  python3 verify.py KEY.pem

An event's `commitment` is SHA-256(salt, then data). Its `hash` covers `previous`, number, time,
kind, subject and commitment, each with its length (4 bytes, big-endian) before it, after the line
"probatum event 1". The hashes of all events are the leaves of a Merkle tree (RFC 6962).
Where `salt` and `data` are null, somebody's data were erased. The proof holds without them.

FOR A SUCCESSOR
Certificates are verified for as long as they live by the files in `site`, at the address that is
printed on them: $url. Keep the address, and any file server will do. The lists are final
and believed until $until UTC: nobody can withdraw anything by them any more.
A body that goes on with these people imports handover.csv, with the column `scheme` changed to its
own: `probatum import handover.csv --as certificates`. The old numbers then answer there, too.
""")


def readme(body: str, url: str, closed: Closed, *, at: datetime) -> bytes:
    """Return README.txt."""
    moments = {
        "since": f"{closed.since:%Y-%m-%d %H:%M}",
        "until": f"{closed.lists_until:%Y-%m-%d %H:%M}",
        "at": f"{at:%Y-%m-%d %H:%M}",
    }
    line = "=" * (len(body) + 14)
    return _README.substitute(body=body, url=url, line=line, **moments).encode()
