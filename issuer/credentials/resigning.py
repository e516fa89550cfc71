"""Signing anew: a certificate in force gets a second credential, by a key that only we hold.

Number, name, dates and status stay: this grants nothing, so it goes on while issuing is stopped.
The old credential stays on record beside the new one, and status goes on to follow both. It is
intended, signed, verified and released as in issuing, a batch at a time, each certificate once:
what a killed process intended is voided after a minute, and found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.credentials.certificate import (
    Certificate,
    CertificateState,
    CredentialRecord,
    CredentialState,
)
from issuer.credentials.issue import Intention, Issuer, record_of
from issuer.credentials.ports import Slot
from issuer.credentials.resigning_ports import ResigningTransactions, ResigningUnit, Untold
from issuer.errors import KeyUnavailableError
from issuer.evidence.event import Event, EventKind
from keys.keyring import Purpose
from verifier.credential import Credential, StatusReference, load_claims, parse_payload
from verifier.verdict import Reason

BATCH = 500  # certificates a transaction
AT_ONCE = 20_000  # numbers a look: to find them, a database reads most of two tables
SETTLES = timedelta(seconds=10)  # every worker knows a new key within that: they read anew after 5

_IN_FORCE = frozenset({CertificateState.ACTIVE, CertificateState.SUSPENDED})
# Status is the certificate's, and may change between two of our transactions: signing asks only
# whether the signature and what it says are right.
_SIGNABLE = frozenset(
    {Reason.VALID, Reason.NOT_YET_VALID, Reason.SUSPENDED, Reason.REVOKED, Reason.SUPERSEDED}
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step did: how many were released, and after which number the next one begins.

    `after` is None where nothing was left to take in hand.
    """

    done: int
    after: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far signing anew is: of the certificates in force, how many are left, how many done."""

    kids: tuple[str, ...]
    left: int
    done: int


@dataclass(frozen=True, slots=True)
class Resigning:
    """Gives certificates whose keys were compromised a new credential. Safe from anywhere."""

    issuing: Issuer
    transactions: ResigningTransactions

    def progress(self, *, at: datetime) -> Progress:
        """Return how far it is."""
        with self.transactions.reading() as unit:
            kids = _compromised(unit)
            left, done = unit.resignings.count(kids, at), unit.resignings.signed_anew(kids, at)
        return Progress(tuple(sorted(kids)), left, done)

    def untold(self, *, at: datetime) -> Iterator[Untold]:
        """Yield certificates that were signed anew and whose holders left no address."""
        after: str | None = ""
        while after is not None:
            with self.transactions.reading() as unit:
                kids = _compromised(unit)
                found, after = unit.resignings.untold(kids, at, after=after, limit=BATCH)
            yield from found

    def waits_until(self, *, at: datetime) -> datetime | None:
        """Return when every worker knows the key that signs now, or None if that is so.

        Until then a worker could take a paper by it for a forgery.
        """
        kid = self.issuing.keys.credential_signer(at).kid
        issuer = self.issuing.trust.current().find(self.issuing.body.url)
        key = issuer and issuer.keyring.find(issuer.url, kid, Purpose.CREDENTIAL)
        known = key.since + SETTLES if key else at
        return known if at < known else None

    def step(self, *, actor: str, at: datetime, after: str = "", limit: int = BATCH) -> Batch:
        """Sign the next certificates beyond `after` anew; nothing while a key is still news.

        Raise `KeyUnavailableError` where no key can sign.
        """
        numbers = self._ready(at, after, limit)
        done = self._sign(numbers, actor=actor, at=at)
        return Batch(done, numbers[-1] if len(numbers) == limit else None)

    def run(
        self,
        *,
        actor: str,
        clock: Callable[[], datetime],
        told: Callable[[int], None] = lambda _: None,
        limit: int = BATCH,
    ) -> int:
        """Sign all of them anew; tell after every batch how many; return how many in all."""
        done, after = 0, ""
        while numbers := self._ready(clock(), after, AT_ONCE):
            for start in range(0, len(numbers), limit):
                batch = self._sign(numbers[start : start + limit], actor=actor, at=clock())
                done += batch
                told(batch)
            after = numbers[-1]
        return done

    def _ready(self, at: datetime, after: str, limit: int) -> list[str]:
        """Return the next numbers beyond `after`; none while a key is still news."""
        with self.transactions.reading() as unit:
            kids = _compromised(unit)
            found = unit.resignings.due(kids, at, after=after, limit=limit) if kids else []
        return [] if found and self.waits_until(at=at) else found

    def _sign(self, numbers: Sequence[str], *, actor: str, at: datetime) -> int:
        if not numbers:
            return 0
        with self.transactions.writing() as unit:
            made = self._intend(unit, numbers, at)
            unit.events.append(_intended(each, actor, at) for each in made)
        tokens = self.issuing.sign(made, at=at)
        return self._release(tokens, actor=actor, at=at) if tokens else 0

    def _intend(self, unit: ResigningUnit, numbers: Sequence[str], at: datetime) -> list[Intention]:
        """Put the new credentials on record; what another process took meanwhile is left to it."""
        certificates = unit.certificates.find(numbers, lock=True)
        records, kids = unit.credentials.of(numbers), _compromised(unit)
        wanted = [
            (certificates[number], old)
            for number in sorted(numbers)
            if (old := _to_replace(certificates[number], records[number], kids)) is not None
        ]
        if not wanted:
            return []
        kid = self.issuing.keys.credential_signer(at).kid
        if kid in kids:  # this worker has not heard of it yet
            raise KeyUnavailableError(f"the key {kid} was compromised a moment ago")
        slots = unit.lists.reserve(len(wanted))
        made = [
            _intention(certificate, old, slot, kid, at)
            for (certificate, old), slot in zip(wanted, slots, strict=True)
        ]
        unit.resignings.add([(each.certificate, each.record) for each in made])
        return made

    def _release(self, tokens: Mapping[str, str], *, actor: str, at: datetime) -> int:
        """Release what is still in force; what ended meanwhile needs no new paper."""
        with self.transactions.writing() as unit:
            found = unit.certificates.find(list(tokens), lock=True)
            ended = [number for number in tokens if found[number].state not in _IN_FORCE]
            kept = {number: token for number, token in tokens.items() if number not in ended}
            unit.credentials.void(ended, at)
            unit.credentials.release_beside(kept, at)
            unit.notices.signed_anew(list(kept), at)
            unit.events.append(
                [
                    *(Event(at, EventKind.CREDENTIAL_RESIGNED, each, actor) for each in kept),
                    *(Event(at, EventKind.CREDENTIAL_VOIDED, each, actor) for each in ended),
                ]
            )
        return len(kept)


def _compromised(unit: ResigningUnit) -> frozenset[str]:
    return frozenset(
        key.kid
        for key in unit.public_keys.all()
        if key.purpose is Purpose.CREDENTIAL and key.compromised is not None
    )


def _to_replace(
    certificate: Certificate, records: Sequence[CredentialRecord], kids: frozenset[str]
) -> CredentialRecord | None:
    """Return the newest released credential, if a stranger may hold the keys of them all."""
    live = [record for record in records if record.state is not CredentialState.VOIDED]
    if certificate.state not in _IN_FORCE or any(record.kid not in kids for record in live):
        return None
    return next((record for record in live if record.token is not None), None)


def _intention(
    certificate: Certificate, old: CredentialRecord, slot: Slot, kid: str, at: datetime
) -> Intention:
    """Return what the old credential said, signed now; it takes effect when it did."""
    said = parse_payload(old.payload, load_claims(old.payload))
    reference = StatusReference(uri=slot.uri, index=slot.index)
    credential: Credential = replace(said, signed=at, status=reference)
    record, signing_input = record_of(credential, kid)
    return Intention(certificate, record, credential, signing_input, releasable=_SIGNABLE)


def _intended(made: Intention, actor: str, at: datetime) -> Event:
    data: dict[str, str | int] = {
        "digest": made.record.digest.hex(),
        "index": made.record.index,
        "kid": made.record.kid,
        "list": made.record.list_uri,
        "why": "signed anew",
    }
    return Event(at, EventKind.CREDENTIAL_INTENDED, made.record.number, actor, data)
