"""The days that a text names, in every language in which a certificate's days are printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from os.path import commonprefix

from verifier.languages import Language, languages
from verifier.scan.fold import fold_all

_LEARNT = {date(2001, month, 22): month for month in range(1, 13)}  # one day of each month
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


@dataclass(frozen=True, slots=True)
class _Form:
    """How one language writes days, folded: both ways round, as programs that lose order do."""

    patterns: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]


def days_in(text: str) -> set[date]:
    """Return the days that `text` names, in whichever of our languages."""
    folded = fold_all(text)
    found = (
        _date(match["year"], form.months[match["month"]], match["day"])
        for form in _forms()
        for pattern in form.patterns
        for match in pattern.finditer(folded)
    )
    return {day for day in found if day is not None}


def has_piece_of_another(text: str, days: Iterable[date]) -> bool:
    """Tell whether `text` has a year, or is a number or a month alone, that is of none of `days`.

    Who paints over a part of a day leaves the rest, and puts such a piece on it.
    """
    folded, days = fold_all(text), set(days)
    if not set(_YEAR.findall(folded)) <= {str(day.year) for day in days}:
        return True
    if folded.isdigit():
        return not any(folded in number for day in days for number in (str(day.day), str(day.year)))
    named = {form.months[folded] for form in _forms() if folded in form.months}
    return bool(named) and named.isdisjoint({day.month for day in days})


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:  # the thirtieth of February says nothing about another day
        return None


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(map(_form, languages()))


def _form(spoken: Language) -> _Form:
    """Return how `spoken` writes days, learnt from how it writes one of each month."""
    between = {
        fold_all(spoken.day(day)).removeprefix(str(day.day)).removesuffix(str(day.year)): month
        for day, month in _LEARNT.items()
    }
    head = commonprefix(list(between))  # noqa: RUF071 - of letters, not of a path
    tail = commonprefix([text[::-1] for text in between])[::-1]  # noqa: RUF071 - the same
    months = {text.removeprefix(head).removesuffix(tail): month for text, month in between.items()}
    day, year = "(?P<day>[0-9]{1,2})", "(?P<year>[0-9]{4})"
    month = f"(?:{head})?(?P<month>{'|'.join(months)})(?:{tail})?"
    forms = (rf"{day}{month}{year}(?![0-9])", rf"(?<![0-9]){year}{month}{day}(?![0-9])")
    return _Form(tuple(map(re.compile, forms)), months)
