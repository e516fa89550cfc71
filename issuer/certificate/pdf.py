"""The PDF: Typst sets a drawing on one page, as PDF/A-3a and PDF/UA-1, the credential attached."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from issuer.certificate.drawing import Drawing, OverfullError, Paper, UndrawableError
from issuer.certificate.qr import qr_modules, qr_svg, qr_version
from issuer.certificate.sheet import code, common, pictures, sheet
from verifier.typesetting.compilers import CannotSetError, Compilers
from verifier.typesetting.coverage import Coverage
from verifier.typesetting.fonts import families

_FINEST = 22  # the QR version whose modules, at half a millimetre, still leave room for the words
_OVERFULL = "assertion failed: overfull"  # certificate.typ's


class Typesetter:
    """Draws certificates. Safe between threads: no two calls share a Typst compiler."""

    def __init__(self, templates: Path) -> None:
        """Read the fonts; `templates` is the folder with the .typ files."""
        self._compilers = Compilers(templates)
        self._coverage = Coverage(self._has_glyphs)

    def draw(self, drawing: Drawing, paper: Paper = Paper.A4) -> bytes:
        """Return the one-page PDF, the same bytes for the same drawing.

        Raises `UndrawableError` or `OverfullError` for what cannot be read on paper.
        """
        inputs = self._inputs(drawing, paper)
        with _refusing(drawing):
            return _copied(self._compilers.compile("certificate.typ", inputs, drawing.signed_at))

    def picture(self, drawing: Drawing, mark: str, *, dpi: int) -> bytes:
        """Return the page as a PNG, with `mark` across it unless that is empty.

        Raises what `draw` raises.
        """
        inputs = self._inputs(drawing, Paper.A4) | {"mark": mark}
        with _refusing(drawing):
            return self._compilers.picture("picture.typ", inputs, dpi=dpi)

    def other(
        self, template: str, drawing: Drawing, data: Mapping[str, object], link: str
    ) -> bytes:
        """Return another one-page PDF about a certificate, whose code says `link`.

        Raises what `draw` raises.
        """
        inputs = self.data_of(drawing, data, link) | {"token": drawing.token}
        with _refusing(drawing):
            return _copied(self._compilers.compile(template, inputs, drawing.signed_at))

    def other_picture(
        self, template: str, drawing: Drawing, data: Mapping[str, object], link: str, *, dpi: int
    ) -> bytes:
        """Return a PNG of another template. Raises what `draw` raises."""
        with _refusing(drawing):
            inputs = self.data_of(drawing, data, link)
            return self._compilers.picture(template, inputs, dpi=dpi)

    def code_picture(self, link: str, *, pixels: int) -> bytes:
        """Return the code alone as a PNG, `pixels` a module, quiet zone included."""
        inputs = {"qr": qr_svg(link).decode(), "modules": str(qr_modules(link))}
        return self._compilers.picture("code.typ", inputs, dpi=72 * pixels)

    def data_of(self, drawing: Drawing, data: Mapping[str, object], link: str) -> dict[str, str]:
        """Return what a template is given, once every character of it is known to have a glyph."""
        self._require_glyphs(drawing)
        known = common(drawing, self._compilers.families) | {"qr": code(drawing, link)}
        told = {"drawing": json.dumps(known | dict(data)), "qr": qr_svg(link).decode()}
        return told | {"accent": drawing.look.accent}

    def undrawable(self, text: str) -> str | None:
        """Return the first character of `text`, with its marks, that we cannot draw; or None."""
        return self._coverage.undrawable(text)

    def _inputs(self, drawing: Drawing, paper: Paper) -> dict[str, str]:
        self._require_glyphs(drawing)
        if qr_version(drawing.link) > _FINEST:
            raise OverfullError(f"{drawing.number}: the link is too long for its code")
        return {
            "drawing": json.dumps(sheet(drawing, paper, self._compilers.families)),
            "qr": qr_svg(drawing.link).decode(),
            "token": drawing.token,
            **pictures(drawing),
        }

    def _require_glyphs(self, drawing: Drawing) -> None:
        for field, text in _texts(drawing):
            character = self.undrawable(text)
            if character is not None:
                raise UndrawableError(field, character)

    def _has_glyphs(self, text: str) -> bool:
        inputs = {"text": text, "families": json.dumps(families("en", self._compilers.families))}
        return self._compilers.has_glyphs("probe.typ", inputs)


def _copied(pdf: bytes) -> bytes:
    """Return a PDF whose words are copied as they are read.

    Typst says of an Arabic document that its pages lie from right to left. PDFium, and with it
    Chromium, then turns the Latin words of every line around when they are selected or searched:
    a number would be copied wrong. Of one page the preference says nothing else.
    """
    return pdf.replace(b"/Direction/R2L", b"/Direction/L2R")  # of one length: no offset moves


@contextmanager
def _refusing(drawing: Drawing) -> Iterator[None]:
    """Tell texts that do not fit from what is a mistake of ours."""
    try:
        yield
    except CannotSetError as exc:
        if exc.message == _OVERFULL:
            raise OverfullError(f"{drawing.number}: the texts are too long for one page") from exc
        raise


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
