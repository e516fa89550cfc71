"""Charts, drawn here as SVG: no script, and colours by class, so that they follow light and dark.

A library would bring a script or pixels; bars are rectangles.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 400
_ROW, _BAR = 40, 12  # of a bar that lies
_LETTERS, _LINE = 44, 17  # what a line of its name holds beside the figure, and how high it is
_HEIGHT, _FOOT, _LEFT = 170, 22, 34  # of bars that stand


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, what is written at its end, and its parts with their looks.

    A short name stands below a bar, where not every one has room.
    """

    name: str
    told: str
    parts: Sequence[tuple[str, int]]
    short: str = ""

    @property
    def total(self) -> int:
        """Return how much it is."""
        return sum(number for _, number in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words, and the table of its figures: a head, and rows of cells."""

    id: str
    title: str
    says: str
    bars: Sequence[Bar]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    most: int | None = None  # what a whole bar stands for, such as 100 per cent
    stands: bool = False
    key: Sequence[tuple[str, str]] = ()  # look and words, where bars have parts

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(bar.total for bar in self.bars)

    def svg(self) -> Markup:
        """Return the drawing."""
        body, height = _standing(self) if self.stands else _lying(self)
        return Markup(
            '<svg class="chart" viewBox="0 0 {width} {height}" role="img" '
            'aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{title}</title>'
            '<desc id="{id}-d">{says}</desc>{body}</svg>'
        ).format(
            width=WIDTH, height=height, id=self.id, title=self.title, says=self.says, body=body
        )


def _lying(chart: Chart) -> tuple[Markup, int]:
    most = chart.most or max((bar.total for bar in chart.bars), default=0) or 1
    drawn: list[Markup] = []
    top = 0
    for bar in chart.bars:
        *before, last = textwrap.wrap(bar.name, _LETTERS) or [""]
        for line in before:
            drawn.append(_text("name", 0, top + 15, line))
            top += _LINE
        drawn += _row(bar, last, top, most)
        top += _ROW
    return Markup().join(drawn), top or _ROW


def _row(bar: Bar, name: str, top: int, most: int) -> Iterator[Markup]:
    yield _text("name", 0, top + 15, name)
    yield _text("told", WIDTH, top + 15, bar.told)
    yield _rect("back", 0, top + 21, WIDTH, _BAR)
    left = 0.0
    for look, number in bar.parts:
        wide = WIDTH * number / most
        if number:
            yield _rect(look, left, top + 21, max(wide, 2), _BAR)
        left += wide


def _standing(chart: Chart) -> tuple[Markup, int]:
    most = _round_up(max((bar.total for bar in chart.bars), default=0))
    drawn = [*_lines(most)]
    wide = (WIDTH - _LEFT) / max(1, len(chart.bars))
    for n, bar in enumerate(chart.bars):
        left, foot = _LEFT + n * wide, float(_HEIGHT)
        for look, number in bar.parts:
            high = (_HEIGHT - 10) * number / most
            if number:
                foot -= high
                drawn.append(_rect(look, left + wide * 0.15, foot, wide * 0.7, high))
        if bar.short:
            drawn.append(_text("foot", left + wide / 2, _HEIGHT + 16, bar.short))
    return Markup().join(drawn), _HEIGHT + _FOOT


def _lines(most: int) -> Iterator[Markup]:
    for part in (0, 1, 2):
        top = _HEIGHT - (_HEIGHT - 10) * part / 2
        yield Markup('<line class="rule" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
            _LEFT, WIDTH, top, top
        )
        yield _text("axis", _LEFT - 6, top + 4, f"{most * part // 2}")


def _round_up(number: int) -> int:
    """Return an even figure, at least as big, that reads well at the end of an axis."""
    if number <= 2:  # noqa: PLR2004 - the least that has a half
        return 2
    step = 10 ** int(math.log10(number))
    for factor in (1, 2, 4, 6, 8, 10):
        rounded = int(factor * step)
        if number <= rounded and rounded % 2 == 0:
            return rounded
    return int(10 * step)


def _rect(look: str, left: float, top: float, wide: float, high: float) -> Markup:
    return Markup(
        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>'
    ).format(look, left, top, wide, high)


def _text(look: str, left: float, top: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(
        look, left, top, escape(words)
    )
