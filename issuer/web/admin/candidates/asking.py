"""The questions that a registrar is asked for one kind of document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from issuer.candidates.application import Recorded
from issuer.certification.dossier.documents import DOCUMENT_KINDS
from issuer.web.admin.candidates.kinds import KINDS
from issuer.web.admin.candidates.vocabulary import Vocabulary
from issuer.web.admin.questions import Control, Question, questions_of

_CLOSED = frozenset({Control.ONE, Control.SOME})


def questions_for(
    kind: str, vocabulary: Vocabulary, recorded: Iterable[Recorded]
) -> Sequence[Question]:
    """Return the questions of a kind; what a scheme has no words for is not asked."""
    asked, choices = KINDS[kind], vocabulary.choices(kind, recorded)
    suggestions = {"region": list(vocabulary.scheme.regions.items())}
    made = questions_of(DOCUMENT_KINDS[kind], asked.words, choices, suggestions)
    return [*_useful(made, vocabulary), *vocabulary.more_questions(kind)]


def _useful(questions: Iterable[Question], vocabulary: Vocabulary) -> Iterator[Question]:
    written = vocabulary.scheme.written
    for question in questions:
        if question.control in _CLOSED and not question.choices and not question.required:
            continue
        # Which cut score is in force hangs on the form, where there are several.
        must = question.member == "form" and bool(written and written.forms)
        yield replace(question, required=question.required or must)
