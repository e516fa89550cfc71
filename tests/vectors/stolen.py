"""Vectors of the worst day: a stranger has the key, and what is honest is signed by a new one."""

from __future__ import annotations

from collections.abc import Iterator

from keys.jwk import key_id
from tests.core.making import KEY, NOON, SECOND, STRANGER, make_issuer, make_token
from tests.vectors.case import Case
from tests.vectors.genuine import on_record
from tests.vectors.statuses import one_list
from verifier.verdict import Reason


def stolen() -> Iterator[tuple[str, Case]]:
    """Yield these vectors of the folder `refused`, by name."""
    yield (
        "key-unknown-to-a-key-set-of-before",
        Case(
            why="Signed after the key set was read: it may be a key made since.",
            reason=Reason.STALE,
            token=make_token(key=STRANGER, signed=NOON - SECOND),
            issuers=(make_issuer(keys_as_of=NOON - 2 * SECOND),),
            shown=False,
        ),
    )
    mallory = make_token(name="Dr Mallory Sample")
    told = one_list(compromised_keys=[key_id(KEY.public_key())])
    yield (
        "key-stolen",
        Case(
            why="Never on record, by the real key, which the list calls compromised.",
            reason=Reason.KEY_COMPROMISED,
            token=mallory,
            lists=told,
        ),
    )
    yield (
        "key-stolen-and-not-on-record",
        Case(
            why="The issuer's own verifier knows what was released.",
            reason=Reason.ALTERED,
            token=mallory,
            lists=told,
            ledger=on_record(make_token()),
            shown=False,
        ),
    )
