"""The answers to a list as the clinic's page shows them: row by row, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from verifier.languages import ENGLISH, Language
from verifier.on_day import InForce
from verifier.report.sheet import row_words_language, status_of
from verifier.report.words import (
    AGREEMENTS,
    CHECKED,
    CHECKING,
    DAYS,
    FILTERS,
    MATCHES,
    UNFINISHED,
    VERDICTS,
    Around,
)
from verifier.roster.answer import BatchAnswer, RowAnswer
from verifier.roster.match import Agreement
from verifier.roster.row import Row
from verifier.telling import MOMENT, tell, tell_moment
from verifier.trust import Trust
from verifier.verdict import Outcome

SOON = timedelta(days=90)
_MAX_SHOWN = 40  # characters of a link or a token
_NOT_ALL_DAY = frozenset({InForce.NOT_IN_FORCE, InForce.PART_OF_DAY})


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the table; `answer` is None until it is checked.

    `kinds` are the filters that show it: what expires soon is valid now and ends within 90 days.
    `words_language` is the one in which the scheme has its own words.
    """

    place: int
    row: Row
    answer: RowAnswer | None = None
    sentence: str = ""
    match: str = ""
    day: str = ""
    on: str = ""
    newer: str = ""
    number: str = ""
    words_language: str = ENGLISH.code
    kinds: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return what was to be checked, short enough to show."""
        text = self.row.text
        return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


@dataclass(frozen=True, slots=True)
class Report:
    """The whole table, in the order given, with what is told above it.

    A table that fills row by row has no `checked` yet.
    """

    rows: tuple[ReportRow, ...]
    heading: str
    checked: str = ""
    status: str = ""
    matches: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_days(self) -> bool:
        """Tell whether any row asks about a day."""
        return any(row.row.on for row in self.rows)


def make_report(
    rows: Sequence[Row], answer: BatchAnswer, trust: Trust, language: Language = ENGLISH
) -> Report:
    """Return the report on `rows`, whose answers are those of `answer`, in its language."""
    told = answer.rows
    pairs = zip(rows, told, strict=True)
    lines = tuple(make_line(row, each, answer.checked_at, trust, language) for row, each in pairs)
    return Report(
        rows=lines,
        heading=language.count(*CHECKED, len(lines)),
        checked=tell_moment(language, MOMENT, answer.checked_at),
        status=status_of(answer, language),
        matches=Counter(each.match.result.value for each in told),
        outcomes=Counter(each.verdict.outcome.value for each in told),
        kinds=Counter(kind for line in lines for kind in line.kinds),
    )


def make_empty_report(rows: Sequence[Row], language: Language = ENGLISH) -> Report:
    """Return the report on `rows` of which none is checked yet."""
    lines = tuple(ReportRow(place, row) for place, row in enumerate(rows, 1))
    return Report(lines, language.count(*CHECKING, len(lines)))


def make_line(
    row: Row, answer: RowAnswer, at: datetime, trust: Trust, language: Language = ENGLISH
) -> ReportRow:
    """Return the line of one row that was checked as of `at` and answered in `language`."""
    say, verdict = language.say, answer.verdict
    return ReportRow(
        place=answer.row,
        row=row,
        answer=answer,
        sentence=verdict.sentence if answer.finished else say(UNFINISHED),
        match=say(AGREEMENTS[answer.match.result]),
        day="" if row.on is None else language.day(row.on),
        on="" if answer.on is None else say(DAYS[answer.on.result]),
        newer=tell(language, Around.NEWER, number=verdict.successor) if verdict.successor else "",
        number=_number(answer, language),
        words_language=row_words_language(answer, trust, language),
        kinds=tuple(_kinds(answer, at)),
    )


def words(language: Language) -> dict[str, object]:
    """Return what the page says around the answers, and what it counts."""
    return {
        "said": {each.name.lower(): language.say(each) for each in Around},
        "agreements": {each.value: language.say(said) for each, said in MATCHES.items()},
        "outcomes": {each.value: language.say(said) for each, said in VERDICTS.items()},
        "filters": {kind: language.say(said) for kind, said in FILTERS.items()},
        "checked": lambda number: language.count(*CHECKED, number),
    }


def _number(answer: RowAnswer, language: Language) -> str:
    shown = answer.verdict.credential
    if shown is None:
        return ""
    day = language.day(shown.valid_through)
    return tell(language, Around.VALID_THROUGH, number=shown.number, day=day)


def _kinds(answer: RowAnswer, at: datetime) -> list[str]:
    verdict, on = answer.verdict, answer.on
    shown, is_valid = verdict.credential, verdict.outcome is Outcome.VALID
    was_not = on is not None and on.result in _NOT_ALL_DAY
    told = {
        "soon": is_valid and shown is not None and shown.expires - at <= SOON,
        "bad": not is_valid or was_not,
        "differs": answer.match.result is Agreement.DIFFERS,
        "unfinished": not answer.finished,
    }
    return [kind for kind, holds in told.items() if holds]
