"""The verification: the numbered steps of docs/format.md, in this order, and one answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from keys import es256
from keys.keyring import Purpose, TrustedKey
from verifier import jws
from verifier.credential import TYP, Credential, load_claims, parse_payload
from verifier.findings import Findings
from verifier.history import History
from verifier.ledger import Ledger, LedgerUnavailableError, may_be_lost
from verifier.malformed import MalformedError
from verifier.number import CertificateNumber
from verifier.status_list import Status
from verifier.status_lists import CurrentLists, StatusUnavailableError
from verifier.trust import TrustedIssuer, TrustSource
from verifier.verdict import Check, Finding, Outcome, Reason, Rejected, Step, Verdict, first_told

_NOT_SHOWN = frozenset({Reason.ALTERED, Reason.MALFORMED})
_ALL_PASSED = dict.fromkeys(Step, Finding.PASSED)
_log = logging.getLogger(__name__)
_TOLD = {
    Status.REVOKED: Reason.REVOKED,
    Status.SUSPENDED: Reason.SUSPENDED,
    Status.SUPERSEDED: Reason.SUPERSEDED,
}


@dataclass(frozen=True, slots=True)
class Proven:
    """What steps 1 to 5 establish: this issuer's key signed this credential."""

    credential: Credential
    issuer: TrustedIssuer
    key: TrustedKey
    digest: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """Knows whom to trust. Knows nothing of HTTP, SQL or the time of day.

    `ledgers` holds the ledger of each issuer (by address) whose own verifier this is.
    """

    trust: TrustSource
    lists: CurrentLists
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)

    def verify(self, token: str, *, at: datetime) -> Verdict:
        """Judge `token` as of `at`. Total: every text gets a verdict."""
        passed: list[Step] = []
        try:
            proven = self._prove(token, at, passed)
        except Rejected as rejected:
            _log.info("refused: %s (%s)", rejected.reason, rejected.detail)
            return Verdict(rejected.reason, at, _checks(passed, rejected.reason))
        found = Findings()
        self._check_status(proven, at, found)  # 7. before 6, because it may unmask a wrong clock
        self._check_period(proven.credential, at, found)  # 6.
        self._check_ledger(proven, at, found)  # 8.
        return _verdict(proven, at, found)

    def verify_number(self, number: CertificateNumber, *, at: datetime) -> Verdict:
        """Judge the certificate called `number`, by the newest token on record in any ledger.

        Of a holder who was erased no token is left: then the record alone answers, naming nobody.
        """
        try:
            tokens = [ledger.token(str(number)) for ledger in self.ledgers.values()]
            for token in filter(None, tokens):
                return self.verify(token, at=at)
            for ledger in self.ledgers.values():
                history = ledger.history(str(number))
                if history is not None:
                    return _verdict_without_token(history, at)
        except LedgerUnavailableError:
            return Verdict(Reason.STATUS_UNAVAILABLE, at)
        return Verdict(Reason.UNKNOWN_NUMBER if self.ledgers else Reason.STATUS_UNAVAILABLE, at)

    def prove(self, token: str, *, at: datetime) -> Proven | None:
        """Return what steps 1 to 5 establish of `token`, or None: for the issuer's self-check."""
        try:
            return self._prove(token, at, [])
        except Rejected:
            return None

    def _prove(self, token: str, at: datetime, passed: list[Step]) -> Proven:
        try:
            unverified = jws.parse(token)  # 1. one spelling
            passed.append(Step.FORM)
            header = jws.parse_header(unverified.header, typ=TYP)  # 2. alg, typ, kid; no more
            passed.append(Step.HEADER)
            claims = load_claims(unverified.payload)
            issuer, key = self._find_key(claims, header.kid, at)  # 3. whose key
            passed.append(Step.KEY)
            if not es256.is_signed(unverified.signing_input, unverified.signature, key.key):
                raise Rejected(Reason.ALTERED, "bad signature")  # 4.
            passed.append(Step.SIGNATURE)
            credential = parse_payload(unverified.payload, claims)  # 5. canonical, typed, in range
        except MalformedError as exc:
            raise Rejected(Reason.MALFORMED, str(exc)) from exc
        if not (issuer.owns_type(credential.type) and issuer.owns_list(credential.status.uri)):
            raise Rejected(Reason.MALFORMED, "vct or status list under another address")
        passed.append(Step.CLAIMS)
        return Proven(credential, issuer, key, unverified.digest)

    def _find_key(
        self, claims: Mapping[str, Any], kid: str, at: datetime
    ) -> tuple[TrustedIssuer, TrustedKey]:
        url = claims.get("iss")
        if not isinstance(url, str):
            raise MalformedError("no iss")
        issuer = self.trust.current().find(url)
        if issuer is None:
            raise Rejected(Reason.UNKNOWN_ISSUER, "not an issuer we believe")
        key = issuer.keyring.find(url, kid, Purpose.CREDENTIAL)
        signed = claims.get("iat")
        if key is None:
            known = issuer.knows_its_keys_at(at) and not (
                self._is_newer(signed, issuer) or may_be_lost(self.ledgers.get(url), signed)
            )
            raise Rejected(Reason.ALTERED if known else Reason.STALE, "no such key")
        if type(signed) is int and not _in_time(key, signed):
            raise Rejected(Reason.ALTERED, "the key was not in use at iat")
        return issuer, key

    def _is_newer(self, signed: object, issuer: TrustedIssuer) -> bool:
        """Tell whether a token says it is newer than the key set: its key may be newer too.

        After a compromise a new key signs at once, and honest holders' papers are signed anew. An
        issuer's own verifier has its keys from the record.
        """
        if issuer.url in self.ledgers:
            return False
        return type(signed) is int and signed > issuer.keys_as_of.timestamp()

    def _check_period(self, credential: Credential, at: datetime, found: Findings) -> None:
        early = at < credential.effective and Reason.CLOCK not in found.reasons
        late = at >= credential.expires
        reasons = [Reason.NOT_YET_VALID] * early + [Reason.EXPIRED] * late
        found.tell(Step.PERIOD, *reasons)

    def _check_status(self, proven: Proven, at: datetime, found: Findings) -> None:
        reference = proven.credential.status
        try:
            status_list = self.lists.current(proven.issuer, reference.uri, at)
        except StatusUnavailableError as exc:
            _log.warning("status unavailable: %s", exc)
            doubt = [Reason.KEY_COMPROMISED] * self._is_doubted(proven, frozenset())
            found.tell(Step.STATUS, Reason.STATUS_UNAVAILABLE, *doubt)
            return
        found.status_as_of = status_list.issued
        if reference.index >= len(status_list.bits):
            found.tell(Step.STATUS, Reason.MALFORMED)
            return
        told = _TOLD.get(status_list.bits[reference.index])
        reasons = [told] if told else []
        if status_list.is_ahead(at):
            reasons.append(Reason.CLOCK)
        elif not status_list.is_fresh(at):
            reasons.append(Reason.STALE)
        if self._is_doubted(proven, status_list.compromised):
            reasons.append(Reason.KEY_COMPROMISED)
        found.tell(Step.STATUS, *reasons)

    def _is_doubted(self, proven: Proven, compromised: frozenset[str]) -> bool:
        """Tell whether a stranger may have the key, and no ledger knows what was released."""
        leaked = proven.key.compromised is not None or proven.key.kid in compromised
        return leaked and proven.issuer.url not in self.ledgers

    def _check_ledger(self, proven: Proven, at: datetime, found: Findings) -> None:
        ledger = self.ledgers.get(proven.issuer.url)
        if ledger is None:
            found.checks[Step.LEDGER] = Finding.SKIPPED
            return
        try:
            found.entry = ledger.find(proven.credential.number, proven.digest)
            lost = found.entry is None and ledger.may_have_lost(proven.credential.signed)
        except LedgerUnavailableError as exc:
            _log.warning("ledger unavailable: %s", exc)
            found.tell(Step.LEDGER, Reason.STATUS_UNAVAILABLE)
            return
        if lost:
            _log.warning("not on record, and the record may have lost it")
            found.tell(Step.LEDGER, Reason.STATUS_UNAVAILABLE)
            return
        if found.entry is None:
            _log.critical("genuine signature by key %s, not on record", proven.key.kid)
            found.tell(Step.LEDGER, Reason.ALTERED)
            return
        told = _TOLD.get(found.entry.status)
        found.tell(Step.LEDGER, *([told] if told else []))
        # The list is made from the ledger: with the source itself at hand, its age is no doubt.
        found.reasons -= {Reason.STALE, Reason.STATUS_UNAVAILABLE}
        if found.checks[Step.STATUS] is Finding.UNFINISHED and Reason.CLOCK not in found.reasons:
            found.checks[Step.STATUS] = Finding.SKIPPED
        found.status_as_of = at


def _in_time(key: TrustedKey, seconds: int) -> bool:
    until = key.until.timestamp() if key.until else float("inf")
    return key.since.timestamp() <= seconds < until


def _checks(passed: list[Step], reason: Reason) -> tuple[Check, ...]:
    broken = Finding.UNFINISHED if reason.outcome is Outcome.UNDETERMINED else Finding.FAILED
    findings = dict.fromkeys(Step, Finding.SKIPPED) | dict.fromkeys(passed, Finding.PASSED)
    failed = next(step for step in Step if step not in passed)
    return tuple(Check(step, found) for step, found in (findings | {failed: broken}).items())


def _verdict_without_token(history: History, at: datetime) -> Verdict:
    """Return the verdict on a certificate that ended and whose holder was erased: never valid."""
    last = history.changes[-1]
    reason = _TOLD.get(last.status, Reason.EXPIRED)
    since = None if reason is Reason.EXPIRED else last.since
    return Verdict(reason, at, status_as_of=at, since=since)


def _verdict(proven: Proven, at: datetime, found: Findings) -> Verdict:
    checks = _ALL_PASSED | found.checks
    reason = first_told(found.reasons)
    entry = found.entry
    return Verdict(
        reason=reason,
        at=at,
        checks=tuple(map(Check, checks, checks.values())),
        credential=None if reason in _NOT_SHOWN else proven.credential,
        status_as_of=found.status_as_of,
        since=entry.since if entry and entry.status is not Status.VALID else None,
        successor=entry.successor if entry else None,
    )
