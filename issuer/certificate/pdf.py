"""The PDF: Typst sets a drawing on one page, as PDF/A-3a and PDF/UA-1, the credential attached."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

import typst

from issuer.certificate.coverage import Coverage
from issuer.certificate.drawing import Drawing, OverfullError, Paper, UndrawableError
from issuer.certificate.fonts import families, load_fonts
from issuer.certificate.qr import qr_svg, qr_version
from issuer.certificate.sheet import sheet

_FINEST = 22  # the QR version whose modules, at half a millimetre, still leave room for the words
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_NO_GLYPH = "could not be displayed"  # Typst's words; both standards forbid a box for a missing one
_OVERFULL = "assertion failed: overfull"  # certificate.typ's


class Typesetter:
    """Draws certificates. Safe between threads: no two calls share a Typst compiler."""

    def __init__(self, templates: Path) -> None:
        """Read the fonts; `templates` is the folder with the .typ files."""
        self._templates = templates.resolve()
        self._fonts = load_fonts()
        self._families = frozenset(self._fonts.families())
        self._coverage = Coverage(self._has_glyphs)
        self._idle: deque[typst.Compiler] = deque()

    def draw(self, drawing: Drawing, paper: Paper = Paper.A4) -> bytes:
        """Return the one-page PDF, the same bytes for the same drawing.

        Raises `UndrawableError` or `OverfullError` for what cannot be read on paper.
        """
        self._require_glyphs(drawing)
        if qr_version(drawing.link) > _FINEST:
            raise OverfullError(f"{drawing.number}: the link is too long for its code")
        inputs = {
            "drawing": json.dumps(sheet(drawing, paper, self._families)),
            "qr": qr_svg(drawing.link).decode(),
            "token": drawing.token,
        }
        try:
            return self._compile("certificate.typ", inputs, drawing.signed_at)
        except typst.TypstError as exc:
            if exc.message == _OVERFULL:
                raise OverfullError(
                    f"{drawing.number}: the texts are too long for one page"
                ) from exc
            raise

    def undrawable(self, text: str) -> str | None:
        """Return the first character of `text`, with its marks, that we cannot draw; or None."""
        return self._coverage.undrawable(text)

    def _require_glyphs(self, drawing: Drawing) -> None:
        for field, text in _texts(drawing):
            character = self.undrawable(text)
            if character is not None:
                raise UndrawableError(field, character)

    def _has_glyphs(self, text: str) -> bool:
        inputs = {"text": text, "families": json.dumps(families("en", self._families))}
        try:
            self._compile("probe.typ", inputs)
        except typst.TypstError as exc:
            if _NO_GLYPH not in exc.message:
                raise
            return False
        return True

    def _compile(self, template: str, inputs: dict[str, str], at: datetime | None = None) -> bytes:
        try:
            compiler = self._idle.pop()
        except IndexError:
            compiler = self._new_compiler()
        try:
            path = self._templates / template
            pdf = compiler.compile(
                path, format="pdf", sys_inputs=inputs, pdf_standards=_STANDARDS, timestamp=at
            )
        finally:
            self._idle.append(compiler)
        return cast("bytes", pdf)

    def _new_compiler(self) -> typst.Compiler:
        return typst.Compiler(
            root=self._templates, font_paths=self._fonts, ignore_system_fonts=True
        )


def _texts(drawing: Drawing) -> Iterator[tuple[str, str]]:
    prose = " ".join((*drawing.scope, drawing.limits_text)).split()
    yield from (
        ("name", drawing.name),
        ("name_native", drawing.name_native or ""),
        ("profession", drawing.profession),
        ("scheme", f"{drawing.scheme_title}{drawing.scheme_id}{drawing.scheme_version}"),
        ("scope or limits_text", "".join(prose)),
        ("issuer", f"{drawing.issuer_name}{drawing.host}{drawing.telephone}"),
        ("signatory", f"{drawing.signatory_name}{drawing.signatory_role}"),
        ("number", drawing.number),
    )
