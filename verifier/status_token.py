"""The status list token: a status list as a signed statement (`typ: statuslist+jwt`)."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from keys import es256
from keys.keyring import Purpose
from keys.signer import Signer
from verifier import jws
from verifier.credential import MAX_TIME, load_claims
from verifier.malformed import MalformedError
from verifier.status_list import BITS, StatusBits, decode, encode
from verifier.trust import TrustedIssuer

TYP = "statuslist+jwt"
MEDIA_TYPE = "application/statuslist+jwt"
TTL = timedelta(seconds=300)  # after this a verifier asks for a newer one
LIFETIME = timedelta(hours=24)  # after this nobody believes it: the offline limit
CLOCK_SKEW = timedelta(seconds=60)  # signed later than this after the present: a clock is wrong

_KID = re.compile(r"[A-Za-z0-9_-]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatusList:
    """A status list whose signature was verified, as of `issued`."""

    uri: str
    issued: datetime
    expires: datetime
    bits: StatusBits
    compromised: frozenset[str]  # IDs of the issuer's credential keys that strangers may hold
    digest: bytes = field(default=b"", compare=False)  # SHA-256 of the token that was read
    final: bool = False  # its issuer has closed: there will be no newer one, ever

    def is_ahead(self, at: datetime) -> bool:
        """Tell whether it was signed so far after `at` that one of two clocks is wrong."""
        return self.issued - at > CLOCK_SKEW

    def is_fresh(self, at: datetime) -> bool:
        """Tell whether its word "valid" may be believed at `at`."""
        return at < self.expires and (self.final or at - self.issued < LIFETIME)


def sign_status_list(status_list: StatusList, *, issuer: TrustedIssuer, signer: Signer) -> str:
    """Return the token of `status_list`, signed with one of `issuer`'s status keys."""
    claims: dict[str, Any] = {
        "iss": issuer.status_issuer,
        "sub": status_list.uri,
        "iat": int(status_list.issued.timestamp()),
        "exp": int(status_list.expires.timestamp()),
        "ttl": int(TTL.total_seconds()),
    }
    if status_list.final:
        claims |= {"ttl": claims["exp"] - claims["iat"], "final": True}
    if status_list.compromised:
        claims["compromised_keys"] = sorted(status_list.compromised)
    claims["status_list"] = {"bits": BITS, "lst": encode(status_list.bits)}
    payload = json.dumps(claims, separators=(",", ":")).encode("ascii")
    signed = jws.signing_input(jws.Header(typ=TYP, kid=signer.kid), payload)
    return jws.compact(signed, signer.sign(signed))


def parse_status_list(token: str, *, issuer: TrustedIssuer, uri: str) -> StatusList:
    """Return what `token` says of the list at `uri`, or raise `MalformedError`.

    Its key, signature, `typ`, `iss`, `sub` and dates are checked here; its age is judged by
    whoever relies on it, who knows the time.
    """
    unverified = jws.parse(token, limit=jws.MAX_LIST_TOKEN)
    header = jws.parse_header(unverified.header, typ=TYP)
    trusted = issuer.keyring.find(issuer.status_issuer, header.kid, Purpose.STATUS)
    if trusted is None or trusted.compromised is not None:
        raise MalformedError("signed with a key that is not this issuer's for status lists")
    if not es256.is_signed(unverified.signing_input, unverified.signature, trusted.key):
        raise MalformedError("the list's signature does not hold")
    claims = load_claims(unverified.payload)
    if claims.get("iss") != issuer.status_issuer or claims.get("sub") != uri:
        raise MalformedError("the list is another one")
    issued, expires = _moment(claims.get("iat")), _moment(claims.get("exp"))
    if issued >= expires or not trusted.may_sign_at(issued):
        raise MalformedError("the list's dates are out of order")
    return StatusList(
        uri=uri,
        issued=issued,
        expires=expires,
        bits=_bits(claims.get("status_list")),
        compromised=_kids(claims.get("compromised_keys", [])),
        digest=hashlib.sha256(token.encode("ascii")).digest(),
        final=_flag(claims.get("final", False)),
    )


def _bits(value: object) -> StatusBits:
    bits = value.get("bits") if isinstance(value, dict) else None
    if not isinstance(value, dict) or type(bits) is not int or bits != BITS:  # 2.0 is not 2
        raise MalformedError("status_list is not one of two bits an entry")
    lst = value.get("lst")
    if not isinstance(lst, str):
        raise MalformedError("lst is not text")
    return decode(lst)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise MalformedError("final is neither true nor false")
    return value


def _kids(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise MalformedError("compromised_keys is not a list")
    if not all(isinstance(kid, str) and _KID.fullmatch(kid) for kid in value):
        raise MalformedError("compromised_keys holds something else than key IDs")
    return frozenset(value)


def _moment(value: object) -> datetime:
    if type(value) is not int or not 0 <= value < MAX_TIME:
        raise MalformedError("a date of the list is not a whole number of seconds in range")
    return datetime.fromtimestamp(value, UTC)
