"""Which characters our fonts can draw, learned by drawing them."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

_JOINERS = "\u200c\u200d"  # invisible, but Persian and the scripts of India need them
# Controls, formats, unassigned, private, surrogates, line and paragraph separators.
_NEVER = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
# Letters, marks and a symbol by category; blank on paper.
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TALLEST = 8  # code points on one place; more would climb into the lines around it
_REMEMBERED = 50_000


class Coverage:
    """Remembers what was drawn once: an ordinary name costs a look-up. Safe between threads."""

    def __init__(self, draws: Callable[[str], bool]) -> None:
        """Learn from `draws`, which tells whether there is a glyph for all of a text."""
        self._draws = draws
        self._proven: set[str] = set()
        self._plain: set[str] = set()  # those of one character, and no mark: joined in any way

    def undrawable(self, text: str) -> str | None:
        """Return the first character of `text`, marks included, that paper would not show."""
        if self._plain.issuperset(text):
            return None
        unknown = [cluster for cluster in clusters(text) if cluster not in self._proven]
        visible = list(takewhile(may_be_seen, unknown))
        missing = self._without_glyph(visible)
        return missing or next(iter(unknown[len(visible) :]), None)

    def _without_glyph(self, wanted: Sequence[str]) -> str | None:
        if not wanted:
            return None
        if self._draws(" ".join(wanted)):
            self._remember(wanted)
            return None

        def fails(last: int) -> bool:
            return not self._draws(" ".join(wanted[: last + 1]))

        # What cannot be drawn still cannot with more behind it, so halving finds the first.
        return wanted[bisect_left(range(len(wanted)), x=True, key=fails)]

    def _remember(self, drawn: Sequence[str]) -> None:
        if len(self._proven) > _REMEMBERED:
            self._proven.clear()
            self._plain.clear()
        self._proven.update(drawn)
        self._plain.update(c for c in drawn if len(c) == 1 and not _is_mark(c))


def clusters(text: str) -> Iterator[str]:
    """Yield each character of `text` with the marks on it."""
    cluster = ""
    for character in text:
        if cluster and (_is_mark(character) or cluster[-1] == _JOINERS[-1]):
            cluster += character
        else:
            yield from filter(None, (cluster,))
            cluster = character
    yield from filter(None, (cluster,))


def _is_mark(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character).startswith("M")


def may_be_seen(cluster: str) -> bool:
    """Tell whether a reader would see it, and it keeps to its line; a font may still lack it."""
    return len(cluster) <= _TALLEST and not any(
        character in _BLANK
        or (unicodedata.category(character) in _NEVER and character not in _JOINERS)
        for character in cluster
    )
