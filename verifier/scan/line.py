"""A line of text on a page of a PDF, and how much text is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 20_000  # of a page; ours have about a thousand, small print has five
MAX_LINE = 400  # characters; two names of the greatest length

_RISE = 0.6  # heights by which a character, a mark for instance, may leave the baseline
_GAP = 3.0  # heights between two characters, in either direction, that two lines are apart


@dataclass(frozen=True, slots=True)
class Line:
    """Upright, visible text on one baseline. Places are in points, from the page's lower left."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and its place."""

    character: str
    left: float
    right: float
    baseline: float
    height: float


def in_lines(glyphs: Iterable[Glyph | None]) -> list[Line]:
    """Return the lines that `glyphs` make in the order in which they are drawn; None ends one.

    What is drawn over a line is a line of its own.
    """
    return [_line(part) for part in _parts(glyphs)]


def _parts(glyphs: Iterable[Glyph | None]) -> Iterator[list[Glyph]]:
    part: list[Glyph] = []
    for glyph in glyphs:
        if part and (glyph is None or not _follows(part[-1], glyph)):
            yield part
            part = []
        if glyph is not None:
            part.append(glyph)
    if part:
        yield part


def _follows(last: Glyph, glyph: Glyph) -> bool:
    height = max(last.height, glyph.height)
    rises = abs(glyph.baseline - last.baseline)
    apart = max(glyph.left - last.right, last.left - glyph.right)
    return rises <= _RISE * height and apart <= _GAP * height


def _line(part: list[Glyph]) -> Line:
    return Line(
        text="".join(glyph.character for glyph in part)[:MAX_LINE],
        left=min(glyph.left for glyph in part),
        right=max(glyph.right for glyph in part),
        baseline=part[0].baseline,
        height=max(glyph.height for glyph in part),
    )
