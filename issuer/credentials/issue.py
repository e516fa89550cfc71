"""Issuing: intend, sign, verify, release. In that order, and nothing leaves before the last.

The intention (number, index, exact payload) is on record before a key is used, so that whatever
happens next it is known what may exist. What our own public verifier refuses is never released.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from issuer.body.body import Body
from issuer.credentials.certificate import (
    Certificate,
    CertificateState,
    CredentialRecord,
    CredentialState,
    Form,
)
from issuer.credentials.grant import Grant, Life, life_between, life_of, life_until
from issuer.credentials.ports import Slot, Transactions, Unit
from issuer.credentials.self_check import SelfCheck
from issuer.credentials.signing_keys import SigningKeys
from issuer.credentials.steadiness import Unwatched, Watch
from issuer.credentials.succession import Succession
from issuer.credentials.successors import link_successors
from issuer.errors import (
    IssuingStoppedError,
    MisissuanceError,
)
from issuer.evidence.event import Event, EventKind
from keys.signer import Signer
from verifier import jws
from verifier.credential import TYP, Credential, StatusReference
from verifier.status_lists import ListSource
from verifier.trust import TrustSource
from verifier.verdict import Reason

INTENTION_LIVES = timedelta(seconds=60)
_NO_SUCCESSIONS: Mapping[str, Succession] = {}
_RELEASABLE = frozenset({Reason.VALID, Reason.NOT_YET_VALID})


@dataclass(frozen=True, slots=True)
class Intention:
    """A credential on record that is not signed yet."""

    certificate: Certificate
    record: CredentialRecord
    credential: Credential
    signing_input: bytes
    succession: Succession | None = None
    releasable: frozenset[Reason] = _RELEASABLE  # what our own verifier may say of it


@dataclass(frozen=True, slots=True)
class Issuer:
    """Signs what was granted, once, and nothing else."""

    body: Body
    transactions: Transactions
    keys: SigningKeys
    trust: TrustSource
    list_source: ListSource
    draw_number: Callable[[str], str]
    watch: Watch = field(default_factory=Unwatched)

    def intend(self, unit: Unit, grants: Sequence[Grant], *, at: datetime) -> list[Intention]:
        """Put number, index and exact payload of each grant on record.

        The caller appends `intended(...)` to the event chain, last, and commits.
        """
        if not grants:
            return []
        _require_open(unit)
        self.watch.require_steady(at)
        signer = self.keys.credential_signer(at)
        self.keys.status_signer(at)  # a list that cannot be signed would fail the check later
        numbers = self._draw(unit, [grant.prefix for grant in grants])
        slots = unit.lists.reserve(len(grants))
        intentions = [
            self._intention(grant, number, slot, signer, at)
            for grant, number, slot in zip(grants, numbers, slots, strict=True)
        ]
        unit.certificates.add([(made.certificate, made.record) for made in intentions])
        return intentions

    def sign(self, intentions: Sequence[Intention], *, at: datetime) -> dict[str, str]:
        """Return the checked token of each intention, by number. The one place that signs them.

        Each is signed with the key on record, also where a newer one came into force meanwhile.
        """
        if not intentions:
            return {}
        self.watch.require_steady(at)
        moments = {made.record.kid: made.credential.signed for made in intentions}
        signers = {kid: self.keys.recorded_signer(kid, moments[kid]) for kid in moments}
        check = SelfCheck(self.trust, self.list_source)
        return {
            made.record.number: _signed(made, signers[made.record.kid], check, at)
            for made in intentions
        }

    def release(
        self,
        tokens: Mapping[str, str],
        *,
        actor: str,
        at: datetime,
        successions: Mapping[str, Succession] = _NO_SUCCESSIONS,
    ) -> None:
        """Make the tokens count: from here on they exist, and only now may anyone get them.

        What a new certificate succeeds is told so in the same transaction, and may end there.
        """
        if not tokens:
            return
        with self.transactions.writing() as unit:
            _require_open(unit)
            linked = link_successors(unit, successions, actor=actor, at=at) if successions else []
            unit.credentials.release(tokens, at)
            unit.notices.released(list(tokens), at)
            released = [Event(at, EventKind.CREDENTIAL_RELEASED, each, actor) for each in tokens]
            unit.events.append([*released, *linked])

    def _draw(self, unit: Unit, prefixes: Sequence[str]) -> list[str]:
        numbers = [self.draw_number(prefix) for prefix in prefixes]
        while len(set(numbers)) < len(numbers) or unit.certificates.taken(numbers):
            numbers = [self.draw_number(prefix) for prefix in prefixes]
        return numbers

    def _intention(
        self, grant: Grant, number: str, slot: Slot, signer: Signer, at: datetime
    ) -> Intention:
        life = _life_of(self.body, grant, at)
        credential = Credential(
            issuer=self.body.url,
            type=grant.type,
            number=number,
            name=grant.holder.name,
            native_name=grant.holder.native_name,
            native_language=grant.holder.native_language,
            profession=grant.profession,
            signed=at,
            effective=life.effective,
            expires=life.expires,
            status=StatusReference(uri=slot.uri, index=slot.index),
        )
        return _on_record(grant, credential, signer.kid, life.valid_through)


def _life_of(body: Body, grant: Grant, at: datetime) -> Life:
    """Return how long it lives: what corrects another ends with it."""
    if grant.kept is not None and grant.succession is None:
        return life_between(body, *grant.kept)
    kept = grant.succession.valid_through if grant.succession else None
    return life_of(body, at, grant.validity_months) if kept is None else life_until(body, at, kept)


def _on_record(grant: Grant, credential: Credential, kid: str, valid_through: date) -> Intention:
    """Return certificate and credential as they are recorded before a key is used."""
    record, signing_input = record_of(credential, kid)
    certificate = Certificate(
        number=credential.number,
        holder=grant.holder,
        scheme=grant.scheme,
        version=grant.version,
        attempt=grant.attempt,
        profession=grant.profession,
        type=grant.type,
        first_issued=credential.signed,
        effective=credential.effective,
        valid_through=valid_through,
        expires=credential.expires,
        state=CertificateState.INTENDED,
        succeeds=grant.succession.replaces if grant.succession else None,
    )
    return Intention(certificate, record, credential, signing_input, grant.succession)


def record_of(credential: Credential, kid: str) -> tuple[CredentialRecord, bytes]:
    """Return a credential as it is recorded before the key called `kid` is used, and what it signs.

    The second is the signing input.
    """
    payload = credential.to_payload()
    signing_input = jws.signing_input(jws.Header(typ=TYP, kid=kid), payload)
    record = CredentialRecord(
        number=credential.number,
        form=Form.PRINTED,
        kid=kid,
        list_uri=credential.status.uri,
        index=credential.status.index,
        payload=payload,
        digest=jws.digest(signing_input),
        state=CredentialState.INTENDED,
        intended=credential.signed,
    )
    return record, signing_input


def _signed(made: Intention, signer: Signer, check: SelfCheck, at: datetime) -> str:
    number = made.record.number
    if signer.kid != made.record.kid:
        raise MisissuanceError(f"{number}: another key than the one on record")
    token = jws.compact(made.signing_input, signer.sign(made.signing_input))
    check.require(number, token, made.credential, made.releasable, at=at)
    return token


def intended(made: Intention, *, actor: str, at: datetime) -> Event:
    """Return the event of an intention."""
    data: dict[str, str | int] = {
        "attempt": made.certificate.attempt,
        "digest": made.record.digest.hex(),
        "index": made.record.index,
        "kid": made.record.kid,
        "list": made.record.list_uri,
    }
    return Event(at, EventKind.CREDENTIAL_INTENDED, made.record.number, actor, data)


def _require_open(unit: Unit) -> None:
    why = unit.control.issuing_stopped()
    if why is not None:
        raise IssuingStoppedError(why)
