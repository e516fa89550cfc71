"""Entries of registers as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from issuer.certification.dossier.register import (
    Course,
    Examiner,
    Listed,
    Provider,
    Sitting,
    Supervisor,
    is_listed,
)
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.questions import Question
from issuer.web.admin.registers.entry import OWN
from issuer.web.admin.registers.kinds import conflict_in_words
from issuer.web.admin.shown import Line, lines_of
from issuer.web.admin.words import Look, StateWords
from verifier.days import in_words


def standing(entry: Listed, today: date) -> StateWords:
    """Return whether an entry is in force on a day."""
    if is_listed(entry, today):
        return StateWords("In force", Look.GOOD)
    if entry.since > today:
        return StateWords("Not yet", Look.PAUSED)
    return StateWords("Ended", Look.OVER)


def name_of(entry: Listed) -> str:
    """Return what an entry is called."""
    match entry:
        case Course():
            return entry.title
        case Sitting():
            return entry.site
        case _:
            return entry.name


def note_of(entry: Listed) -> str:
    """Return what a list says beside the name."""
    match entry:
        case Course():
            return f"{entry.scheme}: {', '.join(entry.modules)}"
        case Supervisor():
            return ", ".join(map(in_plain_words, entry.sites))
        case Examiner():
            conflicts = len(entry.conflicts)
            declared = (
                f", {conflicts} conflict{'s' * (conflicts > 1)} declared" if conflicts else ""
            )
            return f"Standardised {in_words(entry.standardised)}{declared}"
        case Sitting():
            return f"{in_words(entry.since)}, {len(entry.candidates)} candidates"
        case Provider():
            return ""


def entry_lines(entry: Listed, questions: Sequence[Question]) -> Iterator[Line]:
    """Yield what an entry says, line by line."""
    plain = [each for each in questions if each.member.split(".")[0] not in OWN]
    yield from lines_of(entry, plain)
    if isinstance(entry, Examiner) and entry.conflicts:
        yield "Conflicts declared", "; ".join(map(conflict_in_words, entry.conflicts))
    if isinstance(entry, Sitting):
        yield from _stations(entry, questions)


def _stations(entry: Sitting, questions: Iterable[Question]) -> Iterator[Line]:
    asked = {each.member: each for each in questions}
    for station, pair in entry.stations.items():
        first = asked.get(f"stations.{station}.0")
        names = dict(first.choices) if first else {}
        label = first.group if first else station
        yield label, ", ".join(names.get(each, each) for each in pair)
