"""A watch list as its page shows it: numbers and how they stand, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from issuer.notify.message import LogLine, MessageState, Topic
from issuer.notify.watch import Watched, window_of
from issuer.web.watch.words import (
    CHANGED,
    ENDING,
    EXPIRED,
    NOT_YET,
    STATES,
    TEST,
    VALID,
    answer_in_words,
)
from verifier.languages import Language
from verifier.telling import MOMENT, tell


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


def make_rows(watched: Iterable[Watched], at: datetime, language: Language) -> list[Row]:
    """Return the rows: what needs a look comes first."""
    rows = [_row(each, at, language) for each in watched]
    return sorted(rows, key=lambda row: (("ended", "soon", "valid").index(row.look), row.number))


def make_posts(lines: Iterable[LogLine], zone: ZoneInfo, language: Language) -> list[Post]:
    """Return the delivery log; times are those of `zone`."""
    return [
        Post(
            event=line.message.id,
            about=_about(line, language),
            when=_when(line.message.at, zone, language),
            state=language.say(STATES[line.state]),
            look={MessageState.DELIVERED: "valid", MessageState.DEAD: "ended"}.get(
                line.state, "soon"
            ),
            answer=answer_in_words(line.answer or "", language),
            tries=line.message.tries,
            again=_when(line.due, zone, language) if line.state is MessageState.WAITING else "",
        )
        for line in lines
    ]


def _row(watched: Watched, at: datetime, language: Language) -> Row:
    stands, look = language.say(VALID), "valid"
    days = window_of(watched.expires, at)
    if watched.state in CHANGED:
        stands, look = language.say(CHANGED[watched.state]), "ended"
    elif at >= watched.expires:
        stands, look = language.say(EXPIRED), "ended"
    elif at < watched.effective:
        stands, look = language.say(NOT_YET), "soon"
    elif days is not None:
        stands, look = language.count(*ENDING, days), "soon"
    return Row(watched.number, stands, look, language.day(watched.valid_through))


def _about(line: LogLine, language: Language) -> str:
    if line.message.topic == Topic.WATCH_TEST:
        return language.say(TEST)
    return line.message.data["number"]


def _when(moment: datetime, zone: ZoneInfo, language: Language) -> str:
    local = moment.astimezone(zone)
    return tell(language, MOMENT, day=language.day(local.date()), time=f"{local:%H:%M}")
