"""A genuine token and its list in parts, each of which may be changed at random."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import Any

from keys.keyring import TrustedKey
from tests.core.making import (
    DAY,
    KEY,
    LIST,
    NOON,
    SECOND,
    STATUS_KEY,
    STRANGER,
    YEAR,
    derive_key,
    list_claims,
    make_header,
    make_issuer,
    make_jws,
    serialize,
    trust_key,
    trust_status_key,
)
from tests.factories import make_credential, make_number
from tests.vectors.case import Case
from tests.web.verifier_js.odd_values import ALPHABET, INSERTED, NAMES
from verifier.credential import StatusReference
from verifier.status_list import Status
from verifier.status_token import TYP as LIST_TYP
from verifier.trust import TrustedIssuer
from verifier.verdict import Reason

OTHER = "https://other.example"
OTHER_KEY, OTHER_STATUS_KEY = derive_key("other credential"), derive_key("other status")
SIGNERS = [KEY, KEY, STRANGER, STATUS_KEY, OTHER_KEY, derive_key("thief")]
TURN = NOON - 30 * DAY
OFFSETS = [timedelta(seconds=s) for s in (-61, -60, -1, 1, 60, 61, 3600, 86399, 86400)]
NONE = timedelta(0)
LATEST = datetime(9990, 1, 1, tzinfo=NOON.tzinfo)


class Made:
    """A token and a list, in parts that may each be changed before they are put together."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.at = NOON + _offset(chance)
        self.issuers = _issuers(chance)
        self.key = STRANGER if chance.random() < 0.05 else KEY
        self.header = make_header(self.key)
        self.payload = _credential(chance).to_payload()
        self.claims = odd_list(chance, self.at - _offset(chance))
        self.token = ""
        self.list = ""
        self.seen: dict[str, str] = {}

    def sign(self) -> str:
        """Return the token; a genuine one if nothing was changed yet."""
        return self.token or make_jws(self.payload, key=self.key, header=self.header)

    def sign_list(self, payload: bytes | None = None) -> str:
        """Return the list's token, over any bytes at all."""
        header = make_header(STATUS_KEY, LIST_TYP)
        return make_jws(payload or serialize(self.claims), key=STATUS_KEY, header=header)

    def case(self, why: str) -> Case:
        """Return what was made."""
        return Case(
            why=why,
            reason=Reason.VALID,
            token=self.sign(),
            at=self.at,
            issuers=self.issuers,
            lists={LIST: self.list or self.sign_list()},
            seen=self.seen,
        )


def _offset(chance: random.Random) -> timedelta:
    return chance.choice(OFFSETS) if chance.random() < 0.3 else NONE


def _issuers(chance: random.Random) -> tuple[TrustedIssuer, ...]:
    status = trust_status_key()
    rings: list[tuple[TrustedKey, ...]] = [
        *[(trust_key(), status)] * 20,
        (trust_key(until=TURN), trust_key(STRANGER, since=TURN), status),
        (trust_key(compromised=NOON - DAY), status),
        (trust_key(), trust_status_key(compromised=NOON)),
        (trust_key(), trust_status_key(until=NOON)),
        (trust_key(), trust_status_key(since=NOON)),
        (trust_key(since=NOON - YEAR + SECOND), status),
    ]
    read = NOON - chance.choice([NONE, NONE, DAY - SECOND, DAY])
    other = make_issuer(
        trust_key(OTHER_KEY, issuer=OTHER),
        trust_status_key(OTHER_STATUS_KEY, issuer=OTHER),
        url=OTHER,
    )
    ours = make_issuer(*chance.choice(rings), keys_as_of=read)
    return chance.choice([(ours,), (ours, other), (other, ours)])


def _credential(chance: random.Random) -> Any:
    signed = chance.choice([*[NOON - YEAR] * 6, TURN, TURN - SECOND, NOON])
    changes: dict[str, Any] = {
        "signed": signed,
        "effective": signed + chance.choice([*[NONE] * 6, SECOND, NOON - signed]),
        "expires": chance.choice([*[NOON + YEAR] * 6, NOON + SECOND, LATEST]),
        "name": chance.choice(NAMES),
        "number": make_number("".join(chance.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=7))),
        "status": StatusReference(LIST, chance.choice([0, 1, 2, 3, 7, 7, 7, 62, 63, 64])),
    }
    if chance.random() < 0.2:
        changes |= {"native_name": chance.choice(NAMES), "native_language": "zh-Hant"}
    return make_credential(**changes)


def odd_list(chance: random.Random, issued: datetime) -> dict[str, Any]:
    """Return the claims of a list in which entries, its end and doubted keys differ."""
    statuses = {i: chance.choice(list(Status)) for i in chance.sample(range(8), 6)}
    claims = list_claims(chance.choice([{}, statuses]), issued=issued)
    claims["exp"] += chance.choice([0, 0, 0, 3600, -3600, -86_399])
    if chance.random() < 0.2:
        claims["compromised_keys"] = [json.loads(make_header(chance.choice(SIGNERS)))["kid"]]
    return claims


def scramble(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one to three bytes or passages changed."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        start = chance.randrange(len(out) + 1)
        end = start + chance.choice([0, 0, 1, 1, 2, 9])
        new = chance.choice([*INSERTED, bytes([chance.randrange(256)]), bytes(out[start:end]) * 2])
        out[start:end] = new
    return bytes(out)


def respell(token: str, chance: random.Random) -> str:
    """Return `token` with one passage cut, doubled or replaced."""
    start = chance.randrange(len(token) + 1)
    end = start + chance.choice([0, 1, 1, 1, 2, 40])
    new = chance.choice([chance.choice(ALPHABET), chance.choice(NAMES), "", ".", "=", token[:99]])
    return token[:start] + new + token[end:]
