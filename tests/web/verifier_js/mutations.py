"""Genuine tokens and lists with something changed at random, the same on every run."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.core.making import (
    ISSUER,
    LIST,
    NOON,
    b64,
    make_header,
    serialize,
    unb64,
)
from tests.vectors.case import Case
from tests.web.verifier_js.odd_values import (
    ADDRESSES,
    ALPHABET,
    NAMES,
    PROFESSIONS,
    TAGS,
    VALUES,
    WHOLE,
)
from tests.web.verifier_js.parts import OFFSETS, SIGNERS, Made, odd_list, respell, scramble
from verifier.jws import MAX_TOKEN
from verifier.number import check_character
from verifier.status_list import pack


def mutated_cases(seed: str, count: int) -> Iterator[Case]:
    """Yield `count` cases. What their reason is, is not known here."""
    chance = random.Random(seed)  # noqa: S311 - it has to be the same each time
    changes = sorted(_CHANGES)
    for number in range(count):
        change = changes[number % len(changes)]
        made = Made(chance)
        _CHANGES[change](made)
        yield made.case(f"{change} {number} of {seed}")


def _text(made: Made) -> None:
    made.token = respell(made.sign(), made.chance)


def _last_characters(made: Made) -> None:
    parts = made.sign().split(".")
    which = made.chance.randrange(3)
    parts[which] = parts[which][:-1] + made.chance.choice(ALPHABET)
    made.token = ".".join(parts)


def _header_bytes(made: Made) -> None:
    made.header = scramble(made.header, made.chance)


def _kid(made: Made) -> None:
    named, signing = made.chance.choice(SIGNERS), made.chance.choice(SIGNERS)
    made.header, made.key = make_header(named), signing


def _payload_bytes(made: Made) -> None:
    made.payload = scramble(made.payload, made.chance)


def _unsigned_bytes(made: Made) -> None:
    head, body, tail = made.sign().split(".")
    made.token = f"{head}.{b64(scramble(unb64(body), made.chance))}.{tail}"


def _signature_bytes(made: Made) -> None:
    signed, _, tail = made.sign().rpartition(".")
    made.token = f"{signed}.{b64(scramble(unb64(tail), made.chance)[:64])}"


def _change_claims(claims: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    name = chance.choice(list(claims))
    how = chance.randrange(6)
    if how == 0:
        del claims[name]
    elif how == 1:
        claims[chance.choice(["nbf", "name#ar", "name#AR", "0", "__proto__", "toJSON"])] = 1
    elif how == 2:
        claims = dict(chance.sample(sorted(claims.items()), len(claims)))
    elif isinstance(claims[name], int) and how == 3:
        claims[name] += chance.choice([-86_400, -1, 1, 60, 86_400, 10**9, 10**12])
    else:
        claims[name] = chance.choice(VALUES)
    return claims


def _claim(made: Made) -> None:
    made.payload = serialize(_change_claims(json.loads(made.payload), made.chance))


def _own_name(made: Made) -> None:
    claims = json.loads(made.payload)
    tags = made.chance.sample(TAGS, made.chance.choice([1, 1, 1, 2]))
    own = {f"name#{tag}": made.chance.choice([*NAMES, "", "a ", 1]) for tag in tags}
    items = list(claims.items())
    made.payload = serialize(dict(items[:4]) | own | dict(items[4:]))


def _fitting(made: Made) -> None:
    claims = json.loads(made.payload)
    reference = claims["status"]["status_list"]
    pools = [
        (claims, "vct", ADDRESSES),
        (reference, "uri", ADDRESSES),
        (claims, "iss", ADDRESSES),
        (claims, "profession", PROFESSIONS),
    ]
    table, name, pool = made.chance.choice(pools)
    table[name] = made.chance.choice(pool)
    made.payload = serialize(claims)


def _number(made: Made) -> None:
    """Put in a number of another length whose check character fits, or one that was misspelled."""
    claims = json.loads(made.payload)
    prefix, body = ("BTX" * 2)[: made.chance.randrange(1, 7)], claims["jti"][4:-1]
    whole = f"{prefix}-{body}{check_character(prefix, body.replace('-', ''))}"
    claims["jti"] = made.chance.choice([whole, whole, respell(claims["jti"], made.chance)])
    made.payload = serialize(claims)


def _whole_payload(made: Made) -> None:
    made.payload = made.chance.choice(WHOLE)


def _length(made: Made) -> None:
    """Make a token of about the greatest length, which an unknown member fills."""
    room = MAX_TOKEN - len(b64(made.header)) - 86 - 2
    filler = b"x" * (room * 3 // 4 + made.chance.choice([-1, 0, 1]))
    opening = f'{{"iss":"{ISSUER}","x":"'.encode()
    made.payload = opening + filler[len(opening) + 2 :] + b'"}'
    made.token = f"{made.sign()[:-86]}{'A' * 86}"


def _reference(made: Made) -> None:
    claims = json.loads(made.payload)
    claims["status"]["status_list"] = _change_claims(claims["status"]["status_list"], made.chance)
    made.payload = serialize(claims)


def _moment(made: Made) -> None:
    claims = json.loads(made.payload)
    moment = claims[made.chance.choice(["iat", "exp"])] + made.chance.choice([-1, 0, 1])
    made.at = datetime.fromtimestamp(moment, NOON.tzinfo)


def _list_text(made: Made) -> None:
    made.list = respell(made.sign_list(), made.chance)


def _list_bytes(made: Made) -> None:
    made.list = made.sign_list(scramble(serialize(made.claims), made.chance))


def _list_claim(made: Made) -> None:
    made.claims = _change_claims(made.claims, made.chance)


def _packed(made: Made) -> None:
    chance = made.chance
    size = chance.choice([0, 4, 8, 64, 68, 1 << 12])
    data = zlib.compress(pack([], size=size).packed, chance.choice([0, 1, 6, 9]))
    if chance.random() < 0.7:
        data = scramble(data, chance)
    lst = b64(data) + chance.choice(["", "", "", "A", "=", "B"])
    made.claims["status_list"] = {"bits": chance.choice([2, 2, 2, 2, 1, "2", True]), "lst": lst}


def _rolled_back(made: Made) -> None:
    seen = odd_list(made.chance, made.at - made.chance.choice(OFFSETS))
    earlier = made.sign_list(serialize(seen))
    made.seen = {LIST: made.chance.choice([earlier, earlier, respell(earlier, made.chance)])}
    made.list = made.chance.choice(["", "", earlier, "<html>"])


_CHANGES = {
    function.__name__.strip("_").replace("_", " "): function
    for function in (
        _text,
        _last_characters,
        _header_bytes,
        _kid,
        _payload_bytes,
        _unsigned_bytes,
        _signature_bytes,
        _claim,
        _own_name,
        _fitting,
        _number,
        _whole_payload,
        _length,
        _reference,
        _moment,
        _list_text,
        _list_bytes,
        _list_claim,
        _packed,
        _rolled_back,
    )
}
