"""Signed statements and drawings, in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from issuer.credentials.certificate import CertificateState, CredentialRecord, CredentialState
from issuer.errors import MisissuanceError
from issuer.evidence.chain import Opened
from tests.fakes.lists import FakeLists
from tests.fakes.record import Record
from verifier.history import Change, History, make_history
from verifier.ledger import Entry
from verifier.status_list import Status

_ACTS = {
    "certificate.suspended": Status.SUSPENDED,
    "certificate.reinstated": Status.VALID,
    "certificate.revoked": Status.REVOKED,
    "certificate.superseded": Status.SUPERSEDED,
}


def _act(opened: Opened, zone: ZoneInfo) -> Change:
    link, data = opened.link, json.loads(opened.data or b"{}")
    if "effective" not in data:
        return Change(_ACTS[link.kind], link.at)
    midnight = datetime.fromisoformat(data["effective"]).replace(tzinfo=zone)
    return Change(_ACTS[link.kind], min(midnight.astimezone(UTC), link.at))


@dataclass(frozen=True)
class FakeCredentials:
    record: Record
    lists: FakeLists

    def of(self, numbers: Sequence[str]) -> dict[str, list[CredentialRecord]]:
        found: dict[str, list[CredentialRecord]] = {}
        for record in reversed(self.record.credentials):
            if record.number in numbers:
                found.setdefault(record.number, []).append(record)
        return found

    def release(self, tokens: Mapping[str, str], at: datetime) -> None:  # noqa: ARG002
        intended = self._intended(tokens)
        if set(intended) != set(tokens):
            raise MisissuanceError("not intended")
        for number, record in intended.items():
            released = replace(record, state=CredentialState.RELEASED, token=tokens[number])
            self._replace(record, released)
            self._settle(number, CertificateState.ACTIVE)

    def release_beside(self, tokens: Mapping[str, str], at: datetime) -> None:
        self.release(tokens, at)

    def void(self, numbers: Sequence[str], at: datetime) -> None:  # noqa: ARG002
        for number, record in self._intended(numbers).items():
            self._replace(record, replace(record, state=CredentialState.VOIDED))
            self._settle(number, CertificateState.VOIDED)
            self.record.statuses[record.list_uri, record.index] = Status.REVOKED
            self.lists.bump({record.list_uri})

    def intended_before(self, moment: datetime, limit: int) -> list[str]:
        dead = [
            record
            for record in self.record.credentials
            if record.state is CredentialState.INTENDED and record.intended < moment
        ]
        dead.sort(key=lambda record: (record.intended, record.number))
        return [record.number for record in dead[:limit]]

    def released(self, *, after: str = "", limit: int = 1000) -> list[CredentialRecord]:
        released = [
            record
            for record in self.record.credentials
            if record.state is CredentialState.RELEASED and record.number > after
        ]
        numbers = sorted({record.number for record in released})[:limit]
        page = [record for record in released if record.number in numbers]
        return sorted(page, key=lambda record: record.number)

    def entry(self, number: str, digest: bytes) -> Entry | None:
        for record in self.of([number]).get(number, []):
            if record.digest == digest and record.state is CredentialState.RELEASED:
                made = self.record.certificates[number]
                status = self.record.statuses[record.list_uri, record.index]
                return Entry(status, made.since, made.successor)
        return None

    def history(self, number: str) -> History | None:
        made = self.record.certificates.get(number)
        if made is None or made.state in {CertificateState.INTENDED, CertificateState.VOIDED}:
            return None
        (body,) = self.record.bodies
        zone = ZoneInfo(body.time_zone)
        told = [opened for opened in self.record.chain if opened.link.subject == number]
        released = [each.link.at for each in told if each.link.kind == "credential.released"]
        acts = [_act(each, zone) for each in told if each.link.kind in _ACTS]
        known = acts[-1].status if acts else Status.VALID
        if made.since and known is not made.state.status:
            acts.append(Change(made.state.status, made.since))
        return make_history([*released, made.first_issued][0], acts, zone)

    def newest_token(self, number: str) -> str | None:
        records = self.of([number]).get(number, [])
        tokens = [made.token for made in records if made.state is CredentialState.RELEASED]
        return tokens[0] if tokens else None

    def _intended(self, numbers: Iterable[str]) -> dict[str, CredentialRecord]:
        wanted = set(numbers)
        return {
            record.number: record
            for record in self.record.credentials
            if record.number in wanted and record.state is CredentialState.INTENDED
        }

    def _replace(self, old: CredentialRecord, new: CredentialRecord) -> None:
        self.record.credentials[self.record.credentials.index(old)] = new

    def _settle(self, number: str, state: CertificateState) -> None:
        made = self.record.certificates[number]
        if made.state is CertificateState.INTENDED:
            self.record.certificates[number] = replace(made, state=state)


@dataclass(frozen=True)
class FakeDrawings:
    record: Record

    def add(self, number: str, paper: str, digest: bytes, at: datetime) -> None:  # noqa: ARG002
        self.record.drawings.setdefault(digest, number)

    def find(self, digest: bytes) -> str | None:
        return self.record.drawings.get(digest)
