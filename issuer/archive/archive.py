"""One signed zip of everything about one certificate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from issuer.archive.ports import ArchiveTransactions, Printed, Trusted
from issuer.archive.words import index, readme
from issuer.body.body import Body
from issuer.certificate.drawing import Paper
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import UnknownCertificateError
from issuer.evidence.chain import GENESIS, Opened
from issuer.evidence.checkpoint import Checkpoint, sign_checkpoint
from issuer.evidence.checkpoints import Checkpoints, read_hashes
from issuer.evidence.event import Event, EventKind
from issuer.evidence.merkle import WholeTree
from issuer.privacy.bundle import make_zip
from issuer.privacy.report import held_page, plain_rows
from issuer.privacy.trace import Held
from keys import ed25519
from verifier.trust_file import format_trust

_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})
_OF_DOSSIER = ("person", "application", "dossier_entry", "score_sheet", "appeal", "review")
_VERIFY = Path(__file__).with_name("verify_archive.py")


@dataclass(frozen=True, slots=True)
class Archives:
    """Makes archives, signed by the checkpoint key."""

    transactions: ArchiveTransactions
    body: Body
    checkpoints: Checkpoints
    printer: Printed
    trusted: Trusted

    def make(self, number: str, *, actor: str, at: datetime) -> bytes:
        """Return the zip; that it was made is an event, and the last one in it.

        Raise `UnknownCertificateError`, and `KeyUnavailableError` where nothing can be signed.
        """
        _, private = self.checkpoints.signer()
        with self.transactions.writing() as unit:
            certificate = unit.certificates.find([number]).get(number)
            if certificate is None or certificate.state in _NEVER_RELEASED:
                raise UnknownCertificateError(number)
            unit.events.append([Event(at, EventKind.RECORD_ARCHIVED, number, actor)])
        hashes = read_hashes(self.transactions)
        files = dict(self._record(certificate, at)) | self._proof(number, hashes, private)
        return make_zip(self._sealed(number, files, private, at), at)

    def _record(self, certificate: Certificate, at: datetime) -> Iterator[tuple[str, bytes]]:
        number = certificate.number
        with self.transactions.reading() as unit:
            held = unit.personal_data.of_certificate(number)
            token = next((r.token for r in unit.credentials.of([number])[number] if r.token), None)
            schemes, types = unit.schemes.active(), unit.schemes.types()
        if token is not None:
            yield "certificate.pdf", self.printer.print(number, paper=Paper.A4, at=at)
            yield "credential.jwt", token.encode()
        told = {name: plain_rows(rows) for name, rows in held.rows.items()}
        yield "certificate.json", _json({n: told.get(n, []) for n in ("certificate", "holder")})
        yield "decision.json", _json(told.get("attempt", []))
        yield "dossier.json", _json({name: told.get(name, []) for name in _of_dossier(told)})
        for scheme in schemes:
            if (scheme.id, scheme.version) == (certificate.scheme, certificate.version):
                yield "scheme.toml", scheme.document
        yield from (("type.json", t.document) for t in types if t.url == certificate.type)
        yield "trust.toml", format_trust(self.trusted.trust_file()).encode()
        yield "index.html", self._index(number, held)

    def _index(self, number: str, held: Held) -> bytes:
        names = ("certificate.pdf", "credential.jwt", "scheme.toml", "events.json", "README.txt")
        page = held_page(held, title=f"Certificate {number}")
        return index(number, self.body.name, names, page)

    def _proof(
        self, number: str, hashes: Sequence[bytes], private: ed25519.PrivateKey
    ) -> dict[str, bytes]:
        tree = WholeTree(hashes)
        with self.transactions.reading() as unit:
            events = unit.personal_data.events_of_certificate(number)
        told = [_proven(each, hashes, tree) for each in events if each.link.seq <= len(hashes)]
        checkpoint = Checkpoint(self.checkpoints.origin, len(hashes), tree.root)
        return {
            "events.json": _json(told),
            "checkpoint.txt": sign_checkpoint(checkpoint, private).encode(),
            "checkpoint-key.pem": ed25519.public_pem(ed25519.public_bytes(private)),
            "verify.py": _VERIFY.read_bytes(),
        }

    def _sealed(
        self, number: str, files: Mapping[str, bytes], private: ed25519.PrivateKey, at: datetime
    ) -> dict[str, bytes]:
        names = ["README.txt", *sorted(files)]
        whole = {"README.txt": readme(number, self.body.name, names, at), **files}
        lines = (f"{hashlib.sha256(whole[name]).hexdigest()}  {name}\n" for name in names)
        manifest = "".join(lines).encode()
        signed = {"MANIFEST.sha256.sig": ed25519.sign(manifest, private)}
        return {**whole, "MANIFEST.sha256": manifest, **signed}


def _of_dossier(told: Mapping[str, Any]) -> Iterator[str]:
    yield from _OF_DOSSIER
    yield from (
        name for name in ("request", "request_item", "complaint", "complaint_entry") if name in told
    )


def _proven(opened: Opened, hashes: Sequence[bytes], tree: WholeTree) -> dict[str, Any]:
    link = opened.link
    place = link.seq - 1
    return {
        "seq": link.seq,
        "at": link.at.isoformat(),
        "kind": link.kind,
        "subject": link.subject,
        "data": None if opened.data is None else opened.data.decode(),
        "salt": None if opened.salt is None else opened.salt.hex(),
        "commitment": link.commitment.hex(),
        "previous": (hashes[place - 1] if place else GENESIS).hex(),
        "hash": link.hash.hex(),
        "path": [step.hex() for step in tree.path(place)],
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
