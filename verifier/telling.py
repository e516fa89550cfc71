"""Sentences with places, told in a language; what is put into a place keeps its own direction.

Where the two may run in different directions the value is isolated (UAX 9, X5c): a Latin name in an
Arabic sentence moves neither its full stop nor its neighbours. English is what programs read too,
so nothing unseen stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from unicodedata import bidirectional

from verifier.languages import ENGLISH, Language

ISOLATES = FIRST_STRONG, POP = "\u2068", "\u2069"
MOMENT = "{day} at {time}"
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BETWEEN = "; "
_RTL = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "FSI", "PDF", "PDI", "LRE", "LRO", "LRI"})

Value = str | int | Sequence[str]


def sentences() -> tuple[str, ...]:
    """Return what is told by every list, for the catalogue."""
    return MOMENT, _BETWEEN


def tell(language: Language, sentence: str, **values: Value) -> str:
    """Return `sentence`, which is English, in `language`, with `values` in its places."""
    put = {name: _put(value, language) for name, value in values.items()}
    return language.say(sentence).format(**put)


def tell_moment(language: Language, sentence: str, moment: datetime) -> str:
    """Return `sentence`, which has the places `day` and `time`, with a moment of UTC."""
    return tell(language, sentence, day=language.day(moment.date()), time=clock(moment))


def clock(moment: datetime) -> str:
    """Return the time of a UTC moment."""
    return f"{moment:%H:%M} UTC"


def isolated(text: str, language: Language) -> str:
    """Return `text` so that nothing in it moves what stands around it; in English as it is."""
    if language == ENGLISH or (language.direction == "ltr" and not _is_any_rtl(text)):
        return text
    return f"{FIRST_STRONG}{_DIRECTIONS.sub('', text)}{POP}"


def _is_any_rtl(text: str) -> bool:
    return not text.isascii() and any(bidirectional(each) in _RTL for each in text)


def _put(value: Value, language: Language) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return isolated(value, language)
    return language.say(_BETWEEN).join(isolated(each, language) for each in value)
