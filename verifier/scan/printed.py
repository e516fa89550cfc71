"""What a page that reads like a certificate says, found by the words beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from verifier.scan.fold import fold
from verifier.scan.line import Line

MAX_LINES = 24  # of one fact; a name has a few

_OPENING, _CLOSING = "thiscertifiesthat", "hasmettherequirements"
_LABELS = {
    "number": "certificatenumber",
    "first_issued": "firstissued",
    "effective": "effective",
    "valid_through": "validthrough",
}
_TO_TYPE = "andtype"
_BESIDE, _BELOW = 2.0, 3.0  # heights of a label: how far from it its value may stand
_SAME, _ALONG = 0.5, 12.0  # heights: what is on the same line, and how far along it is looked
_ENOUGH = 3  # labels under each other: prose may begin a line with one of them


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines of each fact, as they stand there; none where it could not be read."""

    person: tuple[str, ...] = ()  # name, name in the holder's script, profession
    number: tuple[str, ...] = ()
    first_issued: tuple[str, ...] = ()
    effective: tuple[str, ...] = ()
    valid_through: tuple[str, ...] = ()


FACTS = tuple(each.name for each in fields(Printed))


def read_printed(lines: Sequence[Line]) -> Printed | None:
    """Return what a page says, or None if it does not read like a certificate of ours."""
    folded = [(line, fold(line.text)) for line in lines]
    record = _record(folded)
    facts = {fact: list(_values(label, record, folded)) for fact, label in _LABELS.items()}
    facts["number"] += _to_type(folded)
    facts["person"] = list(_person(folded))
    if not record and not facts["person"]:
        return None
    return Printed(**{fact: _texts(found) for fact, found in facts.items()})


def _record(folded: Sequence[tuple[Line, str]]) -> list[tuple[Line, str]]:
    """Return the lines that begin with a label and stand in one column; none if they are few."""
    labelled = [(line, text) for line, text in folded if text.startswith(tuple(_LABELS.values()))]
    columns = [list(_in_column(line, labelled)) for line, _ in labelled]
    return max(filter(_is_record, columns), key=len, default=[])


def _is_record(column: Sequence[tuple[Line, str]]) -> bool:
    here = {label for label in _LABELS.values() for _, text in column if text.startswith(label)}
    return len(here) >= _ENOUGH


def _values(
    label: str, record: Sequence[tuple[Line, str]], folded: Sequence[tuple[Line, str]]
) -> Iterable[Line]:
    """Return the lines under a label down to the next, or the line that it begins."""
    for named, text in record:
        if text == label:
            yield from _below(named, record, folded)
        elif text.startswith(label):
            yield named


def _below(
    named: Line, record: Sequence[tuple[Line, str]], folded: Sequence[tuple[Line, str]]
) -> Iterable[Line]:
    end = named.baseline - _BELOW * named.height
    next_label = max(
        (line.baseline for line, _ in record if line.baseline < named.baseline), default=end
    )
    for line, _ in _in_column(named, folded):
        if max(end, next_label) < line.baseline < named.baseline:
            yield line


def _to_type(folded: Sequence[tuple[Line, str]]) -> list[Line]:
    """Return the line that says what is to be typed, and what stands beside it."""
    starts = [line for line, text in folded if text.startswith(_TO_TYPE)]
    return [
        line
        for start in starts
        for line, _ in folded
        if abs(start.baseline - line.baseline) <= _SAME * start.height
        if 0 <= line.left - start.left <= _ALONG * start.height
    ]


def _person(folded: Sequence[tuple[Line, str]]) -> Iterable[Line]:
    """Return the lines between what opens and what closes a certificate's first sentence."""
    top = next((line for line, text in folded if text == _OPENING), None)
    end = next((line for line, text in folded if text.startswith(_CLOSING)), None)
    if top is None or end is None:
        return
    for line, _ in _in_column(top, folded):
        if end.baseline < line.baseline < top.baseline:
            yield line


def _in_column(named: Line, folded: Sequence[tuple[Line, str]]) -> Iterable[tuple[Line, str]]:
    near = _BESIDE * named.height
    return ((line, text) for line, text in folded if abs(line.left - named.left) <= near)


def _texts(lines: Iterable[Line]) -> tuple[str, ...]:
    from_top = sorted(lines, key=lambda line: -line.baseline)
    return tuple(line.text for line in from_top[:MAX_LINES])
