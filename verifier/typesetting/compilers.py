"""Typst, for any number of threads: PDF/A-3a and PDF/UA-1 from a template and data."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

import typst

from verifier.typesetting.fonts import load_fonts

_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_NO_GLYPH = "could not be displayed"  # Typst's words; both standards forbid a box for a missing one


class CannotSetError(Exception):
    """Typst would not set it. `message` is Typst's own, or the template's."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Compilers:
    """Sets the templates of one folder. No two calls share a compiler: Typst forbids it."""

    def __init__(self, templates: Path) -> None:
        """Read the fonts; `templates` is the folder with the .typ files."""
        self._templates = templates.resolve()
        self._fonts = load_fonts()
        self.families = frozenset(self._fonts.families())
        self._idle: deque[typst.Compiler] = deque()

    def compile(
        self, template: str, inputs: Mapping[str, str], at: datetime | None = None
    ) -> bytes:
        """Return the PDF of `template`, dated `at`, or raise `CannotSetError`."""
        with self._compiler() as compiler:
            pdf = compiler.compile(
                self._templates / template,
                format="pdf",
                sys_inputs=dict(inputs),
                pdf_standards=_STANDARDS,
                timestamp=at,
            )
        return cast("bytes", pdf)

    def picture(self, template: str, inputs: Mapping[str, str], *, dpi: int) -> bytes:
        """Return the one page of `template` as a PNG, or raise `CannotSetError`."""
        with self._compiler() as compiler:
            png = compiler.compile(
                self._templates / template, format="png", sys_inputs=dict(inputs), ppi=dpi
            )
        return cast("bytes", png)

    def has_glyphs(self, template: str, inputs: Mapping[str, str]) -> bool:
        """Tell whether our fonts can draw all that `template` draws."""
        try:
            self.compile(template, inputs)
        except CannotSetError as exc:
            if _NO_GLYPH not in exc.message:
                raise
            return False
        return True

    @contextmanager
    def _compiler(self) -> Iterator[typst.Compiler]:
        try:
            compiler = self._idle.pop()
        except IndexError:
            compiler = self._new_compiler()
        try:
            yield compiler
        except typst.TypstError as exc:
            raise CannotSetError(exc.message) from exc
        finally:
            self._idle.append(compiler)

    def _new_compiler(self) -> typst.Compiler:
        return typst.Compiler(
            root=self._templates, font_paths=self._fonts, ignore_system_fonts=True
        )
