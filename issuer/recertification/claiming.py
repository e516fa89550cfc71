"""Holders enter continuing education; an officer accepts each entry into the dossier, or declines.

What is entered counts for nothing, and nothing is taken away by it, so that it needs no code.
Accepted, it is a document like those that the desk records: what renews a certificate is judged by
those alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.recording import Recording
from issuer.candidates.toward_renewal import Shown, shown_for
from issuer.certification.certificate_rules import Recertification
from issuer.certification.dossier.documents import read_document
from issuer.certification.figures import to_number
from issuer.certification.lines import likeness
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import HolderRefusedError
from issuer.evidence.event import Event, EventKind
from issuer.holder.holding import Holding
from issuer.holder.pages import Opened, open_link
from issuer.recertification.claim import Claim, Claimable, ClaimState, Proof, Told
from issuer.recertification.errors import RenewalError
from issuer.recertification.ports import RecertificationTransactions, RecertificationUnit

MOST_OPEN = 40  # entries of one holder
_SHOWN = 100
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIVE = frozenset({CertificateState.ACTIVE, CertificateState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Claiming:
    """Takes entries from holders, and settles them for the desk."""

    transactions: RecertificationTransactions
    schemes: SchemeShelf
    recording: Recording

    def shown(self, holding: Holding) -> Shown | None:
        """Return what is on record towards the renewal, as the desk counts it; None for no rule."""
        rule = self._rule(holding.current)
        if rule is None:
            return None
        with self.transactions.reading() as unit:
            made = holding.current
            if not _is_from_here(unit, holding):  # an exam system's reference: another's, perhaps
                made = replace(made, holder=replace(made.holder, reference=""))
            return shown_for(unit, rule, made)

    def claimable(self, opened: Opened, *, at: datetime) -> Claimable | None:
        """Return what the holder may enter now; None where no entry can be taken."""
        with self.transactions.reading() as unit:
            return self._claimable(unit, opened.holding, at)

    def of(self, opened: Opened) -> list[Claim]:
        """Return the holder's entries, the newest first."""
        with self.transactions.reading() as unit:
            return unit.education_claims.of(opened.holding.numbers)

    def enter(self, secret: str, told: Told, *, at: datetime) -> Claim:
        """Record an entry, or raise `LinkError` or `HolderRefusedError`."""
        with self.transactions.writing() as unit:
            opened = open_link(unit, secret, at)
            rule = self._claimable(unit, opened.holding, at)
            if rule is None or not rule.since <= told.on <= rule.today:
                raise HolderRefusedError("nothing can be entered for this certificate now")
            there = unit.education_claims.of(opened.holding.numbers)
            if any(_same(each.told, told) for each in there if each.state in _STANDS):
                raise HolderRefusedError("you entered this already")
            if sum(each.state is ClaimState.OPEN for each in there) >= MOST_OPEN:
                raise HolderRefusedError("too many entries wait to be looked at: try again later")
            media_type = told.proof.media_type if told.proof else None
            made = Claim(_draw(), opened.number, told, at, media_type)
            unit.education_claims.add(made)
            unit.events.append([_event(EventKind.EDUCATION_ENTERED, made, "holder", at)])
        return made

    def take_back(self, secret: str, id: str, *, at: datetime) -> None:  # noqa: A002 - its name
        """Take back an entry of the link's own holder that nobody settled."""
        with self.transactions.writing() as unit:
            opened = open_link(unit, secret, at)
            found = unit.education_claims.find(id)
            if found is None or found.number not in opened.holding.numbers:
                raise HolderRefusedError("there is no such entry of yours")
            if found.state is not ClaimState.OPEN:
                raise HolderRefusedError("this entry was looked at already")
            _settle(unit, found, ClaimState.TAKEN_BACK, "holder", at)

    def waiting(self) -> list[Claim]:
        """Return the entries that nobody has looked at, the oldest first."""
        with self.transactions.reading() as unit:
            return unit.education_claims.open(_SHOWN)

    def waiting_of(self, number: str) -> list[Claim]:
        """Return those of one certificate, the oldest first."""
        with self.transactions.reading() as unit:
            found = unit.education_claims.of([number])
        return [each for each in reversed(found) if each.state is ClaimState.OPEN]

    def proof(self, number: str, id: str) -> Proof | None:  # noqa: A002 - its name
        """Return the file sent with an entry of that certificate."""
        with self.transactions.reading() as unit:
            found = unit.education_claims.find(id)
            known = found is not None and found.number == number
            return unit.education_claims.proof(id) if known else None

    def accept(
        self,
        number: str,
        id: str,  # noqa: A002 - its name
        *,
        saw: bool,
        actor: str,
        at: datetime,
    ) -> None:
        """Make an entry a document of the dossier; with `saw`, its evidence is seen, too."""
        with self.transactions.writing() as unit:
            found, made = _open(unit, number, id, actor)
            told, person = found.told, made.holder.reference
            members = {
                "kind": "education", "ref": found.id, "topic": told.topic,
                "provider": told.provider, "hours": to_number(told.hours),
                "on": told.on.isoformat(),
            }  # fmt: skip
            self.recording.add(unit, [(person, read_document(members))], author=actor, at=at)
            entry = unit.entries.find(person, "education", found.id)
            if saw and entry is not None:
                unit.renewal_audits.see(number, [entry.id], actor, at)
                seen: Mapping[str, str | int] = {"documents": str(entry.id)}
                unit.events.append([Event(at, EventKind.EVIDENCE_SEEN, number, actor, seen)])
            _settle(unit, found, ClaimState.ACCEPTED, actor, at)

    def decline(self, number: str, id: str, *, why: str, actor: str, at: datetime) -> None:  # noqa: A002
        """Decline an entry; the holder reads `why`."""
        if not why.strip():
            raise RenewalError("say why, for the holder")
        with self.transactions.writing() as unit:
            found, _ = _open(unit, number, id, actor)
            _settle(unit, found, ClaimState.DECLINED, actor, at, why.strip())

    def _rule(self, made: Certificate) -> Recertification | None:
        if not self.schemes.knows(made.scheme):
            return None
        return self.schemes.in_force(made.scheme).scheme.recertification

    def _claimable(
        self, unit: RecertificationUnit, holding: Holding, at: datetime
    ) -> Claimable | None:
        made = holding.current
        rule = self._rule(made)
        is_live = made.state in _LIVE and at < made.expires
        if rule is None or not is_live or not _is_from_here(unit, holding):
            return None
        return Claimable(made.effective.date(), at.date(), tuple(rule.topics))


_STANDS = frozenset({ClaimState.OPEN, ClaimState.ACCEPTED})


def _is_from_here(unit: RecertificationUnit, holding: Holding) -> bool:
    """Tell whether the holder applied here, and has a dossier."""
    attempts = {holding.current.attempt, *(each.attempt for each in holding.older)}
    records = unit.applications.of_person(holding.current.holder.reference)
    return any(each.attempt in attempts for each in records)


def _same(one: Told, other: Told) -> bool:
    return replace(one, proof=None) == replace(other, proof=None)


def _open(
    unit: RecertificationUnit,
    number: str,
    id: str,  # noqa: A002 - its name
    actor: str,
) -> tuple[Claim, Certificate]:
    found = unit.education_claims.find(id)
    made = unit.certificates.find([number]).get(number)
    if found is None or made is None or found.number != number:
        raise RenewalError("there is no such entry")
    if found.state is not ClaimState.OPEN:
        raise RenewalError("this entry was settled meanwhile")
    if likeness(actor) == likeness(made.holder.name):
        raise RenewalError("nobody settles an entry of their own")
    return found, made


def _settle(
    unit: RecertificationUnit,
    found: Claim,
    state: ClaimState,
    by: str,
    at: datetime,
    why: str | None = None,
) -> None:
    settled = replace(found, state=state, settled=at, settled_by=by, why=why)
    if not unit.education_claims.settle(settled):
        raise RenewalError("this entry was settled meanwhile")
    unit.events.append([_event(EventKind.EDUCATION_SETTLED, settled, by, at)])


def _event(kind: EventKind, made: Claim, actor: str, at: datetime) -> Event:
    data: dict[str, str | int] = {"entry": made.id}
    if made.state is not ClaimState.OPEN:
        data["outcome"] = made.state.value
    return Event(at, kind, made.number, actor, data)


def _draw() -> str:
    return "CE-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))
