"""Vectors in which a genuine list decides: what it says, how old it is, whose clock is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from tests.core.making import DAY, HOUR, LIST, NOON, SECOND, YEAR, make_list, make_token
from tests.vectors.case import Case
from verifier.credential import StatusReference
from verifier.status_list import Status
from verifier.verdict import Reason

TOKEN = make_token()
CHANGES = {
    "revoked": (Status.REVOKED, Reason.REVOKED),
    "suspended": (Status.SUSPENDED, Reason.SUSPENDED),
    "superseded": (Status.SUPERSEDED, Reason.SUPERSEDED),
}


def one_list(*, of: str = LIST, **changes: object) -> dict[str, str]:
    """Return the lists of a vector that offers one."""
    return {of: make_list(uri=of, **changes)}


def of_status() -> Iterator[tuple[str, Case]]:
    """Yield these vectors of the folder `accepted`, by name."""

    def listed(why: str, reason: Reason, token: str = TOKEN, **changes: object) -> Case:
        return Case(why=why, reason=reason, token=token, lists=one_list(**changes))

    for name, (status, reason) in CHANGES.items():
        yield name, listed(f"Entry 7 of the list is {status.value}.", reason, statuses={7: status})
    revoked = {"statuses": {7: Status.REVOKED}}
    yield (
        "neighbours-revoked",
        listed(
            "Entries 6 and 8 are revoked, 7 is not.",
            Reason.VALID,
            statuses={6: Status.REVOKED, 8: Status.REVOKED},
        ),
    )
    yield (
        "last-entry",
        listed(
            "The last entry of the list.",
            Reason.VALID,
            make_token(status=StatusReference(LIST, 63)),
        ),
    )
    yield (
        "revoked-and-expired",
        listed("Revoked is told first.", Reason.REVOKED, make_token(expires=NOON - DAY), **revoked),
    )
    yield (
        "revoked-long-ago",
        listed(
            "What an old list already said is told.",
            Reason.REVOKED,
            issued=NOON - 300 * DAY,
            **revoked,
        ),
    )
    yield (
        "list-almost-stale",
        listed("A second younger than 24 hours.", Reason.VALID, issued=NOON - DAY + SECOND),
    )
    yield "list-stale", listed("24 hours old.", Reason.STALE, issued=NOON - DAY)
    yield (
        "list-ends-later",
        listed(
            "24 hours old: whatever its own `exp` promises, it is no answer.",
            Reason.STALE,
            issued=NOON - DAY,
            exp=int((NOON + DAY).timestamp()),
        ),
    )
    final = {"final": True, "issued": NOON - 900 * DAY}
    yield (
        "list-final",
        listed(
            "Its issuer has closed: a final list is believed until its own `exp`.",
            Reason.VALID,
            exp=int((NOON + SECOND).timestamp()),
            **final,
        ),
    )
    yield (
        "list-final-over",
        listed(
            "A final list's own `exp` has come.",
            Reason.STALE,
            exp=int(NOON.timestamp()),
            **final,
        ),
    )
    yield (
        "list-ends-sooner",
        listed(
            "The list's own `exp` has come.",
            Reason.STALE,
            issued=NOON - HOUR,
            exp=int(NOON.timestamp()),
        ),
    )
    yield (
        "list-60-seconds-ahead",
        listed("As far ahead as clocks may differ.", Reason.VALID, issued=NOON + 60 * SECOND),
    )
    yield (
        "list-61-seconds-ahead",
        listed("The reader's clock is behind.", Reason.CLOCK, issued=NOON + 61 * SECOND),
    )
    yield (
        "clock-years-behind",
        Case(
            why="Not early: the reader's date is wrong.",
            reason=Reason.CLOCK,
            token=TOKEN,
            at=NOON - 5 * YEAR,
        ),
    )
    yield (
        "no-list",
        Case(why="No list can be had.", reason=Reason.STATUS_UNAVAILABLE, token=TOKEN, lists={}),
    )
    yield (
        "list-rolled-back",
        Case(
            why="An older list, still fresh, is offered after one that says revoked.",
            reason=Reason.REVOKED,
            token=TOKEN,
            seen=one_list(**revoked),
            lists=one_list(issued=NOON - SECOND),
        ),
    )
