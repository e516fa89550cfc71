"""A watch list as its page shows it: numbers and how they stand, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from issuer.credentials.certificate import CertificateState
from issuer.notify.message import LogLine, MessageState, Topic
from issuer.notify.watch import Watched, window_of
from verifier.days import in_words

_CHANGED = {
    CertificateState.SUSPENDED: "Suspended",
    CertificateState.REVOKED: "Withdrawn",
    CertificateState.SUPERSEDED: "Replaced by a newer one",
}
_STATES = {
    MessageState.WAITING: "Waiting",
    MessageState.DELIVERED: "Delivered",
    MessageState.DEAD: "Given up",
    MessageState.DROPPED: "Not sent",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A certificate on the list. `look` is valid, soon or ended."""

    number: str
    stands: str
    look: str
    valid_through: str


@dataclass(frozen=True, slots=True)
class Post:
    """A line of the delivery log."""

    event: str
    about: str
    when: str
    state: str
    look: str
    answer: str
    tries: int
    again: str


def make_rows(watched: Iterable[Watched], at: datetime) -> list[Row]:
    """Return the rows: what needs a look comes first."""
    rows = [_row(each, at) for each in watched]
    return sorted(rows, key=lambda row: (("ended", "soon", "valid").index(row.look), row.number))


def make_posts(lines: Iterable[LogLine], zone: ZoneInfo) -> list[Post]:
    """Return the delivery log; times are those of `zone`."""
    return [
        Post(
            event=line.message.id,
            about=_about(line),
            when=_when(line.message.at, zone),
            state=_STATES[line.state],
            look={MessageState.DELIVERED: "valid", MessageState.DEAD: "ended"}.get(
                line.state, "soon"
            ),
            answer=line.answer or "",
            tries=line.message.tries,
            again=_when(line.due, zone) if line.state is MessageState.WAITING else "",
        )
        for line in lines
    ]


def _row(watched: Watched, at: datetime) -> Row:
    stands, look = "Valid today", "valid"
    days = window_of(watched.expires, at)
    if watched.state in _CHANGED:
        stands, look = _CHANGED[watched.state], "ended"
    elif at >= watched.expires:
        stands, look = "Expired", "ended"
    elif at < watched.effective:
        stands, look = "Not valid yet", "soon"
    elif days is not None:
        stands, look = f"Valid today, ends within {days} days", "soon"
    return Row(watched.number, stands, look, in_words(watched.valid_through))


def _about(line: LogLine) -> str:
    if line.message.topic == Topic.WATCH_TEST:
        return "A test"
    return line.message.data["number"]


def _when(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{in_words(local.date())}, {local:%H:%M}"
