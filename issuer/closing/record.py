"""The whole record as files that are read and verified without Probatum."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from issuer.body.body import Body
from issuer.closing.closed import Closed
from issuer.closing.folder import NewFolder
from issuer.closing.ports import ClosingTransactions, ClosingUnit
from issuer.closing.rows import (
    NUMBERS,
    Kept,
    ended_row,
    event_row,
    full_row,
    handed_over,
    public_row,
)
from issuer.closing.words import readme
from issuer.credentials.attempt import Attempt
from issuer.credentials.certificate import Certificate
from issuer.evidence.audit import opened_links
from issuer.evidence.checkpoint import Checkpoint, sign_checkpoint
from issuer.evidence.checkpoints import Checkpoints, read_hashes
from issuer.evidence.merkle import root_of
from issuer.prior.document import PRIORS
from issuer.prior.prior import Prior
from keys import ed25519
from verifier.spreadsheet import guarded

_PAGE = 500  # certificates read at a time
_VERIFY = Path(__file__).with_name("verify_record.py")
_encode = json.JSONEncoder(ensure_ascii=False).encode
_Priors = dict[tuple[str, str], Prior]


@dataclass(frozen=True, slots=True)
class Record:
    """Writes the record of a body that has closed, signed by its checkpoint key."""

    transactions: ClosingTransactions
    body: Body
    checkpoints: Checkpoints
    trust_file: Callable[[], str] = field(repr=False)

    def write(self, folder: Path, closed: Closed, *, at: datetime) -> int:
        """Write it into a new folder, for its owner alone; return how many certificates it has.

        Raise `KeyUnavailableError` where nothing can be signed, and `FileExistsError` where there
        is something already.
        """
        key, private = self.checkpoints.signer()
        out = NewFolder(folder)
        with self.transactions.reading() as unit:
            schemes, priors = unit.schemes.active(), unit.priors.all()
        hashes = read_hashes(self.checkpoints.transactions)
        checkpoint = Checkpoint(self.checkpoints.origin, len(hashes), root_of(hashes))
        count = self._certificates(out, priors)
        with out.writing("events.jsonl") as events:
            events.writelines(
                f"{_encode(event_row(each))}\n" for each in opened_links(self.transactions)
            )
        for scheme in schemes:
            out.put(f"schemes/{scheme.id}-{scheme.version}.toml", scheme.document)
        out.put("trust.toml", self.trust_file().encode())
        out.put("checkpoint.txt", sign_checkpoint(checkpoint, private).encode())
        out.put("checkpoint-key.pem", ed25519.public_pem(key.public))
        out.put("verify.py", _VERIFY.read_bytes())
        out.put("README.txt", readme(self.body.name, self.body.url, closed, at=at))
        _seal(out, private)
        return count

    def _certificates(self, out: NewFolder, priors: Sequence[Prior]) -> int:
        """Write every certificate three times: for anybody, for a successor, and in full."""
        known = {(each.scheme, each.attempt): each for each in priors if each.attempt is not None}
        count = 0
        with (
            out.writing("numbers.csv") as numbers,
            out.writing("handover.csv") as handover,
            out.writing("certificates.jsonl") as full,
        ):
            public, private = csv.writer(numbers), csv.writer(handover)
            public.writerow(NUMBERS)
            private.writerow(PRIORS.readers)
            for count, each in enumerate(self._all(known), 1):  # noqa: B007 - the last one counts
                public.writerow(map(guarded, public_row(each)))
                full.write(f"{_encode(full_row(each))}\n")
                row = handed_over(each, self.body.zone)
                if row is not None:
                    private.writerow(guarded(row.get(name, "")) for name in PRIORS.readers)
            for ended in (each for each in priors if each.attempt is None):
                public.writerow(map(guarded, ended_row(ended)))
        return count

    def _all(self, priors: _Priors) -> Iterator[Kept]:
        after = ""
        while True:
            with self.transactions.reading() as unit:
                released = unit.credentials.released(after=after, limit=_PAGE)
                numbers = sorted({record.number for record in released})
                found = unit.certificates.find(numbers)
                credentials = unit.credentials.of(numbers)
                attempts = _attempts(unit, list(found.values()))
            if not numbers:
                return
            for number in numbers:
                made = found[number]
                key = (made.scheme, made.attempt)
                yield Kept(made, credentials[number], attempts.get(key), priors.get(key))
            after = numbers[-1]


def _attempts(unit: ClosingUnit, made: Sequence[Certificate]) -> dict[tuple[str, str], Attempt]:
    found: dict[tuple[str, str], Attempt] = {}
    for scheme in {each.scheme for each in made}:
        names = [each.attempt for each in made if each.scheme == scheme]
        for name, attempt in unit.attempts.find(scheme, names).items():
            found[scheme, name] = attempt
    return found


def _seal(out: NewFolder, private: ed25519.PrivateKey) -> None:
    """Write the manifest of all files, and its signature."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted(out.digests.items()))
    manifest = "".join(lines).encode()
    out.put("MANIFEST.sha256", manifest)
    out.put("MANIFEST.sha256.sig", ed25519.sign(manifest, private))
