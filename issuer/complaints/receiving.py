"""A complaint comes in: numbered and acknowledged at once, and looked at by whoever has its code.

Case numbers are drawn at random, so that nobody can count cases or guess one. The code is shown
once, and only its digest is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from issuer.complaints.complaint import COMPLAINANT, PUBLIC, Complaint, Entry, EntryKind
from issuer.complaints.errors import ComplaintError, TooManyComplaintsError, UnknownComplaintError
from issuer.complaints.letters import write_to
from issuer.complaints.ports import ComplaintTransactions, ComplaintUnit
from issuer.complaints.report import Report, read_words
from issuer.credentials.certificate import CertificateState
from issuer.evidence.event import Event, EventKind
from verifier.number import ALPHABET, CertificateNumber, read_typed_number

LOOK_WITHIN = timedelta(days=30)  # until somebody should have decided, or said when
MOST_AN_HOUR = 300  # from everybody together; one address has a limit of its own
MOST_REPLIES = 20  # in one case

_DRAWN = 8  # characters of a case number: 40 bits
_CODE = 20  # characters of a code: 100 bits, on top of the number's
_GROUP = 4
_TYPED = str.maketrans("OIL", "011")
_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})


@dataclass(frozen=True, slots=True)
class Received:
    """A case that was opened; `code` is shown now and never again."""

    complaint: Complaint
    code: str


@dataclass(frozen=True, slots=True)
class Receiving:
    """Takes reports, and lets whoever has the code of one see how it stands."""

    transactions: ComplaintTransactions
    zone: ZoneInfo

    def receive(self, report: Report, *, at: datetime, by: str = PUBLIC) -> Received:
        """Open a case. A mail says so, where an address was given.

        Raise `TooManyComplaintsError` where somebody floods the public page. No certificate
        changes by this, whatever is said about it.
        """
        code, day = _draw(_CODE), at.astimezone(self.zone).date()
        with self.transactions.writing() as unit:
            if by == PUBLIC and unit.complaints.count_since(_hour(at)) >= MOST_AN_HOUR:
                raise TooManyComplaintsError("too many concerns came in within an hour")
            made = Complaint(
                id=f"C-{day.year}-{_draw(_DRAWN)}",
                concern=report.concern,
                words=report.words,
                number=known_number(unit, report.typed),
                typed=report.typed,
                contact=report.contact,
                language=report.language,
                receipt=_digest(code),
                received=at,
                received_by=by,
                due=day + LOOK_WITHIN,
            )
            unit.complaints.add(made)
            write_to(unit, made, "complaint_received", at)
            data: dict[str, str | int] = {
                "concern": made.concern.value,
                "words": digest(made.words),
            }
            unit.events.append([told(EventKind.COMPLAINT_RECEIVED, made, by, at, data)])
        return Received(made, _grouped(code))

    def look(self, case: str, code: str) -> tuple[Complaint, list[Entry]]:
        """Return a case and what was asked and answered in it, or raise `UnknownComplaintError`.

        Nobody learns whether the number or the code was wrong.
        """
        with self.transactions.reading() as unit:
            found = _opened(unit, case, code)
            entries = unit.complaints.entries(found.id)
        shown = {EntryKind.ASKED, EntryKind.ANSWERED}
        return found, [entry for entry in entries if entry.kind in shown]

    def answer(self, case: str, code: str, words: str, *, at: datetime) -> None:
        """Add to a case what whoever reported it has to say, or raise `ComplaintError`."""
        said = read_words(words)
        with self.transactions.writing() as unit:
            found = _opened(unit, case, code, lock=True)
            given = [e for e in unit.complaints.entries(found.id) if e.kind is EntryKind.ANSWERED]
            if said is None or found.ended is not None or len(given) >= MOST_REPLIES:
                raise ComplaintError("nothing can be added to this case")
            unit.complaints.tell(Entry(found.id, EntryKind.ANSWERED, COMPLAINANT, at, said))
            data: dict[str, str | int] = {"words": digest(said)}
            unit.events.append([told(EventKind.COMPLAINT_ANSWERED, found, COMPLAINANT, at, data)])


def known_number(unit: ComplaintUnit, typed: str) -> str | None:
    """Return the number of the certificate that was meant, if it was ever released."""
    read = read_typed_number(typed)
    if not isinstance(read, CertificateNumber):
        return None
    found = unit.certificates.find([str(read)]).get(str(read))
    return None if found is None or found.state in _NEVER_RELEASED else found.number


def told(
    kind: EventKind, case: Complaint, actor: str, at: datetime, data: dict[str, str | int]
) -> Event:
    """Return the event of a change in a case: what was written is there as its digest alone.

    The digest is under the chain's salt, and goes with it when the holder is erased.
    """
    about: dict[str, str | int] = {"number": case.number} if case.number else {}
    return Event(at, kind, case.id, actor, {**about, **data})


def digest(words: str) -> str:
    """Return SHA-256 of what somebody wrote, in hex: it cannot be changed unseen."""
    return hashlib.sha256(words.encode()).hexdigest()


def _opened(unit: ComplaintUnit, case: str, code: str, *, lock: bool = False) -> Complaint:
    found = unit.complaints.find(_folded(case), lock=lock)
    given = _digest(_folded(code).replace("-", ""))
    if found is None or not hmac.compare_digest(found.receipt, given):
        raise UnknownComplaintError("there is no such case, or the code is not its own")
    return found


def _folded(typed: str) -> str:
    """Return what was typed as we write it: no spaces, capitals, 0 for O, 1 for I and L."""
    return "".join(typed[:100].split()).upper().translate(_TYPED)


def _draw(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).digest()


def _hour(at: datetime) -> datetime:
    return at - timedelta(hours=1)
