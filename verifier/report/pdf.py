"""The report as PDF/A-3a and PDF/UA-1, its answers attached as JSON. Needs no issuer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from verifier.languages import ENGLISH, Language
from verifier.report.legible import Legible
from verifier.report.sheet import About, make_sheet, texts_of
from verifier.roster.answer import BatchAnswer
from verifier.roster.row import Row
from verifier.trust import Trust
from verifier.typesetting.compilers import Compilers
from verifier.typesetting.fonts import families

TEMPLATES = Path(__file__).parents[2] / "templates" / "clinic"


class ReportPrinter:
    """Draws reports. Safe between threads."""

    def __init__(self, templates: Path = TEMPLATES) -> None:
        """Read the fonts; `templates` is the folder with the .typ files."""
        self._compilers = Compilers(templates)
        self._families = families("en", self._compilers.families)
        self._legible = Legible(self._has_glyphs)

    def draw(
        self,
        rows: Sequence[Row],
        answer: BatchAnswer,
        about: About,
        language: Language = ENGLISH,
        trust: Trust | None = None,
    ) -> bytes:
        """Return the PDF in the language of `answer`, the same bytes for the same answers.

        Its date is theirs. `trust` tells which schemes have words in that language.
        """
        self._legible.learn(texts_of(rows, answer, about, language))
        mend = self._legible.mend
        sheet = make_sheet(rows, answer, about, mend=mend, language=language, trust=trust)
        inputs = {
            "sheet": json.dumps(sheet | {"families": self._families}),
            "answers": answer.model_dump_json(indent=1),
        }
        return self._compilers.compile("report.typ", inputs, answer.checked_at)

    def _has_glyphs(self, text: str) -> bool:
        inputs = {"text": text, "families": json.dumps(self._families)}
        return self._compilers.has_glyphs("probe.typ", inputs)
