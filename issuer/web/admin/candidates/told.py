"""The documents of a dossier as people read them: part by part, each in labelled words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from issuer.candidates.application import Recorded
from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.examination import StationScore
from issuer.certification.dossier.waiver import Waiver, WaiverApproval
from issuer.web.admin.candidates.asking import questions_for
from issuer.web.admin.candidates.kinds import KINDS, Part
from issuer.web.admin.candidates.reach import by_ref
from issuer.web.admin.candidates.vocabulary import Vocabulary
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.questions import Question
from issuer.web.admin.shown import Line, lines_of

_ORDER = list(KINDS)
_BRIEF = {"case": slice(1, 5), "training": slice(1, 2)}  # lines; of others the first two


@dataclass(frozen=True, slots=True)
class Told:
    """A document: its title, what it says, and who approved it, if it is a waiver."""

    recorded: Recorded
    title: str
    lines: tuple[Line, ...]
    approved_by: str | None = None

    @property
    def brief(self) -> tuple[Line, ...]:
        """Return what tells it from others of its kind."""
        return self.lines[_BRIEF.get(self.recorded.document.kind, slice(2))]


@dataclass(frozen=True, slots=True)
class PartTold:
    """A part of the dossier, and the kinds of document that stand in it."""

    title: str
    kinds: tuple[str, ...]
    documents: tuple[Told, ...]


def tell(recorded: Sequence[Recorded], vocabulary: Vocabulary) -> list[PartTold]:
    """Return the parts of the dossier with the documents that count, kind by kind."""
    counts = [each for each in recorded if each.struck is None]
    shown = [each for each in counts if each.document.kind != "waiver-approval"]
    told = _tell_all(sorted(shown, key=_order), vocabulary, counts)
    return [
        PartTold(
            part.value,
            tuple(name for name, kind in KINDS.items() if kind.part is part and kind.words),
            tuple(each for each in told if KINDS[each.recorded.document.kind].part is part),
        )
        for part in Part
    ]


def tell_one(recorded: Recorded, vocabulary: Vocabulary) -> Told:
    """Return one document in words."""
    return _tell_all([recorded], vocabulary, [recorded])[0]


def _order(recorded: Recorded) -> tuple[int, int, int]:
    """Return where a document stands: by kind, the newest day first, the newest entry first."""
    document = recorded.document
    day: date = getattr(document, "on", date.min)
    return _ORDER.index(document.kind), -day.toordinal(), -recorded.id


def _tell_all(
    recorded: Iterable[Recorded], vocabulary: Vocabulary, everything: Sequence[Recorded]
) -> list[Told]:
    approvals = {
        each.document.waiver: each.author
        for each in by_ref(everything, "waiver-approval").values()
        if isinstance(each.document, WaiverApproval)
    }
    cases = [each for each in everything if each.document.kind == "case"]
    questions = {name: questions_for(name, vocabulary, cases) for name in KINDS}
    told = []
    for each in recorded:
        document = each.document
        approved = approvals.get(document.ref) if isinstance(document, Waiver) else None
        lines = tuple(_lines(document, questions[document.kind]))
        told.append(Told(each, KINDS[document.kind].title, lines, approved))
    return told


def _lines(document: Document, questions: Sequence[Question]) -> Iterator[Line]:
    if isinstance(document, StationScore):
        yield from _score(document)
    else:
        yield from lines_of(document, questions)


def _score(document: StationScore) -> Iterator[Line]:
    for name in ("sitting", "station", "examiner", "role", "ended"):
        yield in_plain_words(name), getattr(document, name)
    yield from ((in_plain_words(name), mark) for name, mark in document.items.items())
    if document.critical:
        yield "Critical fails", ", ".join(map(in_plain_words, document.critical))
