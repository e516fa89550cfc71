"""What a page that reads like a certificate says, found by the words beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from verifier.scan.fold import fold_all
from verifier.scan.labels import Labels, all_labels
from verifier.scan.line import Line

MAX_LINES = 24  # of one fact; a name has a few

_BESIDE, _BELOW = 2.0, 3.0  # heights of a label: how far from it its value may stand
_SAME, _ALONG = 0.5, 12.0  # heights: what is on the same line, and how far along it is looked
_NEXT = 2.0  # heights: a number that has no room beside its words stands on the next line
_ENOUGH = 3  # labels under each other: prose may begin a line with one of them
_WRAPPED = 12  # letters of the closing words that are enough of them


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines of each fact, as they stand there; none where it could not be read."""

    person: tuple[str, ...] = ()  # name, name in the holder's script, profession
    number: tuple[str, ...] = ()
    first_issued: tuple[str, ...] = ()
    effective: tuple[str, ...] = ()
    valid_through: tuple[str, ...] = ()


FACTS = tuple(each.name for each in fields(Printed))


def read_printed(lines: Sequence[Line], known: Sequence[Labels] | None = None) -> list[Printed]:
    """Return what a page says in each language in which it reads like a certificate of ours.

    Ours do in one; a scope may begin its lines with labels of another, which then name nobody. Who
    lays a whole certificate in another language over the page hides nothing: both are compared.
    Without `known`, the labels are read from the catalogue.
    """
    read = (_Page(labels, lines).read() for labels in known or all_labels())
    found = [printed for printed in read if printed is not None]
    return [printed for printed in found if printed.person] or found


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line and its letters; where it begins and ends, counted in the direction of the page."""

    line: Line
    text: str
    begins: float
    ends: float


class _Page:
    """A page read by the labels of one language."""

    def __init__(self, labels: Labels, lines: Sequence[Line]) -> None:
        self._labels = labels
        self._lines = [_placed(line, turned=labels.turned) for line in lines]
        starts = tuple(labels.facts.values())
        self._labelled = [each for each in self._lines if each.text.startswith(starts)]
        self._record = self._found_record()

    def read(self) -> Printed | None:
        """Return what the page says, or None if it has no such labels."""
        facts = {fact: list(self._values(label)) for fact, label in self._labels.facts.items()}
        facts["number"] += self._to_type()
        facts["person"] = list(self._person())
        if not self._record and not facts["person"]:
            return None
        return Printed(**{fact: _texts(found) for fact, found in facts.items()})

    def _found_record(self) -> list[_Placed]:
        """Return the lines that begin with a label and stand in one column; none if few do."""
        columns = [
            [each for each in self._labelled if _apart(label, each) <= _BESIDE]
            for label in self._labelled
        ]
        return max(filter(self._is_record, columns), key=len, default=[])

    def _is_record(self, column: Sequence[_Placed]) -> bool:
        labels = self._labels.facts.values()
        here = {label for label in labels for each in column if each.text.startswith(label)}
        return len(here) >= _ENOUGH

    def _values(self, label: str) -> Iterator[_Placed]:
        """Return the lines under a label down to the next, or the line that it begins."""
        for named in self._record:
            if named.text == label:
                yield from self._below(named)
            elif named.text.startswith(label):
                yield named

    def _below(self, named: _Placed) -> Iterator[_Placed]:
        end = named.line.baseline - _BELOW * named.line.height
        below = (each.line.baseline for each in self._record)
        next_label = max((at for at in below if at < named.line.baseline), default=end)
        for each in self._lines:
            is_below = max(end, next_label) < each.line.baseline < named.line.baseline
            if is_below and _is_near(named, each):  # also what was put over a part of the value
                yield each

    def _to_type(self) -> Iterator[_Placed]:
        """Return the line that says what is to be typed, and what stands beside it or under it."""
        starts = list(filter(self._says_to_type, self._lines))
        for each in self._lines:
            if any(_is_beside(start, each) for start in starts):
                yield each

    def _says_to_type(self, each: _Placed) -> bool:
        # PDFium may put the words of a line of Arabic behind the number.
        words, text = self._labels.to_type, each.text
        return text.startswith(words) or (self._labels.turned and text.endswith(words))

    def _person(self) -> Iterator[_Placed]:
        """Return the lines between what opens and what closes a certificate's first sentence."""
        opening = self._labels.opening
        top = next((each for each in self._lines if each.text == opening), None)
        end = next((each for each in self._lines if self._closes(each.text)), None)
        if top is None or end is None:
            return
        # Up to the column with the record; where there is none, only what begins at the edge.
        further = (each.begins for each in self._labelled if _along(top, each) > _BESIDE)
        edge = min(further, default=top.begins + 2 * _BESIDE * top.line.height)
        edge -= _BESIDE * top.line.height
        for each in self._lines:
            between = end.line.baseline < each.line.baseline < top.line.baseline
            if between and each.begins <= edge and each.ends >= top.begins:
                yield each

    def _closes(self, text: str) -> bool:
        closing = self._labels.closing
        return text.startswith(closing) or (len(text) >= _WRAPPED and closing.startswith(text))


def _placed(line: Line, *, turned: bool) -> _Placed:
    begins, ends = (-line.right, -line.left) if turned else (line.left, line.right)
    return _Placed(line, fold_all(line.text), begins, ends)


def _is_near(start: _Placed, each: _Placed) -> bool:
    """Tell whether a line, or a part of it, is in the column that `start` begins."""
    return _along(start, each) <= _ALONG and each.ends >= start.begins


def _is_beside(start: _Placed, each: _Placed) -> bool:
    """Tell whether a line is level with `start` or next to it, and in its column."""
    below = (start.line.baseline - each.line.baseline) / max(start.line.height, 1)
    return -_SAME <= below <= _NEXT and _is_near(start, each)


def _along(start: _Placed, each: _Placed) -> float:
    """Return how far behind `start` a line begins, in heights of `start`."""
    return (each.begins - start.begins) / max(start.line.height, 1)


def _apart(start: _Placed, each: _Placed) -> float:
    return abs(_along(start, each))


def _texts(found: Iterable[_Placed]) -> tuple[str, ...]:
    from_top = sorted(found, key=lambda each: (-round(each.line.baseline), each.line.left))
    return tuple(each.line.text for each in from_top[:MAX_LINES])
