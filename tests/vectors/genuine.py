"""Vectors in which nothing is forged: token and lists are genuine, and time and status decide."""

from __future__ import annotations

from collections.abc import Iterator

from keys.jwk import key_id
from tests.core.making import (
    DAY,
    ISSUER,
    KEY,
    LIST,
    NOON,
    SECOND,
    STRANGER,
    b64,
    derive_key,
    list_claims,
    make_issuer,
    make_token,
    sign_list,
    trust_key,
    trust_status_key,
    unb64,
)
from tests.factories import make_number
from tests.vectors.case import Case, Record
from tests.vectors.statuses import of_status, one_list
from verifier import jws
from verifier.status_list import Status
from verifier.verdict import Reason

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
OTHER = "https://other.example"
KID = key_id(KEY.public_key())
# 131,072 valid entries, as zlib's highest compression has them.
OF_OUR_SIZE = "eNrtwQEBAAAAgJD-r-4ICg" + "A" * 41 + "YgAAAAQ"

TOKEN = make_token()


def respelled(token: str) -> str:
    """Return `token` with (r, n - s) for (r, s), which any stranger can make."""
    signed, _, signature = token.rpartition(".")
    r, s = unb64(signature)[:32], int.from_bytes(unb64(signature)[32:])
    return f"{signed}.{b64(r + (ORDER - s).to_bytes(32))}"


def on_record(token: str, status: Status = Status.VALID) -> dict[str, Record]:
    """Return a ledger in which `token` was released."""
    entry = (make_number(), jws.parse(token).digest.hex())
    return {ISSUER: Record(released={entry: status})}


def genuine() -> Iterator[tuple[str, Case]]:
    """Yield every vector of the folder `accepted`, by name."""
    yield from _valid()
    yield from _of_time()
    yield from of_status()
    yield from _of_keys()
    yield from _of_ledgers()


def _valid() -> Iterator[tuple[str, Case]]:
    def valid(why: str, token: str, **more: object) -> Case:
        return Case(why=why, reason=Reason.VALID, token=token, **more)

    yield "valid", valid("An ordinary credential in force.", TOKEN)
    yield (
        "own-script-name",
        valid(
            "The holder's name stands in their own script too.",
            make_token(native_name="أميلي سانتوس", native_language="ar"),
        ),
    )
    yield (
        "longest-name",
        valid("200 code points, each two UTF-16 units.", make_token(name="\U00020bb7" * 200)),
    )
    yield (
        "escaped-name",
        valid("Quote and backslash are escaped, nothing else is.", make_token(name='A "B" \\ C/D')),
    )
    yield (
        "other-half-of-the-signature",
        valid("(r, n - s) verifies as (r, s) does: one credential, two texts.", respelled(TOKEN)),
    )
    compressed = list_claims() | {"status_list": {"bits": 2, "lst": OF_OUR_SIZE}}
    yield (
        "list-of-131072-entries",
        valid("A compressed list of our usual size.", TOKEN, lists={LIST: sign_list(compressed)}),
    )
    other, other_status = derive_key("other credential"), derive_key("other status")
    issuers = (
        make_issuer(),
        make_issuer(
            trust_key(other, issuer=OTHER), trust_status_key(other_status, issuer=OTHER), url=OTHER
        ),
    )
    yield (
        "second-of-two-issuers",
        valid(
            "Two issuers are believed, and the second one signed.",
            make_token(key=other, issuer=OTHER),
            issuers=issuers,
            lists=one_list() | one_list(of=f"{OTHER}/s/1", key=other_status),
        ),
    )


def _of_time() -> Iterator[tuple[str, Case]]:
    def at(moment: object, why: str, reason: Reason, **changes: object) -> Case:
        token = make_token(**{"signed": NOON - DAY, "expires": NOON + DAY} | changes)
        return Case(why=why, reason=reason, token=token, at=moment, lists=one_list(issued=moment))

    effective = {"effective": NOON}
    yield "first-second", at(NOON - DAY, "The period begins with `iat`.", Reason.VALID)
    yield (
        "before-iat",
        at(NOON - DAY - SECOND, "A second before `iat`.", Reason.NOT_YET_VALID),
    )
    yield "at-nbf", at(NOON, "The period begins with `nbf`.", Reason.VALID, **effective)
    yield (
        "before-nbf",
        at(NOON - SECOND, "A second before `nbf`.", Reason.NOT_YET_VALID, **effective),
    )
    yield (
        "nbf-before-iat",
        at(
            NOON,
            "A certificate in force was signed anew: it took effect before `iat`.",
            Reason.VALID,
            signed=NOON - SECOND,
            effective=NOON - 400 * DAY,
        ),
    )
    yield "last-second", at(NOON + DAY - SECOND, "A second before `exp`.", Reason.VALID)
    yield "at-exp", at(NOON + DAY, "The period ends before `exp`.", Reason.EXPIRED)
    yield (
        "expired-without-a-list",
        Case(
            why="That its time is over needs no list to be known.",
            reason=Reason.EXPIRED,
            token=make_token(expires=NOON - DAY),
            lists={},
        ),
    )


def _of_keys() -> Iterator[tuple[str, Case]]:
    turn = NOON - 30 * DAY
    ring = (trust_key(until=turn), trust_key(STRANGER, since=turn), trust_status_key())
    rotated = (make_issuer(*ring),)
    yield (
        "retired-key",
        Case(
            why="Signed in the last second of a key that was retired since.",
            reason=Reason.VALID,
            token=make_token(signed=turn - SECOND),
            issuers=rotated,
        ),
    )
    yield (
        "new-key",
        Case(
            why="Signed in the first second of the key that followed.",
            reason=Reason.VALID,
            token=make_token(signed=turn, key=STRANGER),
            issuers=rotated,
        ),
    )
    yield (
        "key-compromised-says-the-list",
        Case(
            why="The list names the credential's key.",
            reason=Reason.KEY_COMPROMISED,
            token=TOKEN,
            lists=one_list(compromised_keys=[KID]),
        ),
    )
    yield (
        "key-compromised-and-revoked",
        Case(
            why="Bad news is told first.",
            reason=Reason.REVOKED,
            token=TOKEN,
            lists=one_list(compromised_keys=[KID], statuses={7: Status.REVOKED}),
        ),
    )
    stolen = (make_issuer(trust_key(compromised=NOON - DAY), trust_status_key()),)
    for name, lists in {"": one_list(), "-no-list": {}}.items():
        yield (
            f"key-compromised-says-the-trust{name}",
            Case(
                why="The trust names the credential's key.",
                reason=Reason.KEY_COMPROMISED,
                token=TOKEN,
                issuers=stolen,
                lists=lists,
            ),
        )


def _of_ledgers() -> Iterator[tuple[str, Case]]:
    yield (
        "on-record-key-compromised",
        Case(
            why="With a ledger a compromised key harms no honest holder.",
            reason=Reason.VALID,
            token=TOKEN,
            lists=one_list(compromised_keys=[KID]),
            ledger=on_record(TOKEN),
        ),
    )
    yield (
        "on-record-no-list",
        Case(
            why="Lists are made from the ledger, which answered.",
            reason=Reason.VALID,
            token=TOKEN,
            lists={},
            ledger=on_record(TOKEN),
        ),
    )
    yield (
        "revoked-on-record",
        Case(
            why="The ledger knows before the list does.",
            reason=Reason.REVOKED,
            token=TOKEN,
            ledger=on_record(TOKEN, Status.REVOKED),
        ),
    )
    yield (
        "ledger-down",
        Case(
            why="The ledger cannot be asked.",
            reason=Reason.STATUS_UNAVAILABLE,
            token=TOKEN,
            ledger={ISSUER: Record(available=False)},
        ),
    )
