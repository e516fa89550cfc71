"""A drawing as the template takes it: every value in words, every choice made."""

from __future__ import annotations

import base64
import re
import unicodedata

from issuer.body.look import Picture, PictureKind
from issuer.certificate.drawing import Drawing, Paper
from issuer.certificate.qr import QUIET, qr_modules
from issuer.certificate.words import CERTIFICATE, METADATA, said
from verifier.languages import language
from verifier.typesetting.fonts import families

PAPERS = {Paper.A4: "a4", Paper.LETTER: "us-letter"}
# fmt: off
_AS_THEY_ARE = (
    "number", "name", "profession", "scheme_title", "scheme_id", "scheme_version",
    "issuer_name", "host", "signatory_name", "signatory_role", "telephone", "specimen",
)
# fmt: on
# The parts of a BCP 47 tag that Typst knows: language, (script,) region.
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?(?:-.*)?")
LOGO = (58.0, 17.0)  # mm of width and height that a logo has
SIGNATURE = (62.0, 13.0)
_UNKNOWN_LANGUAGE = "und"
# Shorter words always fit a line; Thai, Chinese and their neighbours break without spaces.
_LONG_WORD = re.compile(r"[^\s\u0e00-\u109f\u1780-\u17ff\u2e80-\U0010ffff]{25,}")


def sheet(drawing: Drawing, paper: Paper, available: frozenset[str]) -> dict[str, object]:
    """Return the data of `certificate.typ`; `available` are the font families there are."""
    spoken = language(drawing.language)
    words = said(CERTIFICATE, spoken)
    words["version"] = words["version"].format(
        scheme=drawing.scheme_id, version=drawing.scheme_version
    )
    return common(drawing, available) | {
        "paper": PAPERS[paper],
        "words": words,
        "scope": [_flowing(entry) for entry in drawing.scope],
        "limits_text": _flowing(drawing.limits_text),
        "first_issued": spoken.day(drawing.first_issued),
        "effective": spoken.day(drawing.effective),
        "qr": code(drawing, drawing.link),
        "long_words": _long_words(drawing),
        "pictures": _pictures(drawing),
    }


def common(drawing: Drawing, available: frozenset[str]) -> dict[str, object]:
    """Return what every sheet about a certificate says."""
    as_they_are = {field: getattr(drawing, field) for field in _AS_THEY_ARE}
    spoken = language(drawing.language)
    return as_they_are | {
        "families": families("en", available),
        "language": spoken.code,
        "direction": spoken.direction,
        "name_direction": _direction(drawing.name),
        "native": _native(drawing, available),
        "words_language": drawing.words_language,
        "valid_through": spoken.day(drawing.valid_through),
        **_metadata(drawing),
    }


def code(drawing: Drawing, link: str) -> dict[str, object]:
    """Return the measures of the code that says `link`."""
    alt = language(drawing.language).say(METADATA["alt"])
    return {
        "modules": qr_modules(link),
        "quiet": QUIET,
        "alt": alt.format(host=drawing.host, number=drawing.number),
    }


def pictures(drawing: Drawing) -> dict[str, str]:
    """Return the colour and the pictures of a body, as every template takes them."""
    look = drawing.look
    return {
        "accent": look.accent,
        "logo": as_svg(look.logo) if look.logo else "",
        "signature": as_svg(look.signature) if look.signature else "",
    }


def _pictures(drawing: Drawing) -> dict[str, object]:
    """Return the measures of a body's pictures, and what they say to those who listen."""
    words = said(METADATA, language(drawing.language))
    logo, signature = drawing.look.logo, drawing.look.signature
    alt = words["signature"].format(name=drawing.signatory_name)
    return {
        "logo": logo and _measured(logo, LOGO, words["logo"].format(body=drawing.issuer_name)),
        "signature": signature and _measured(signature, SIGNATURE, alt),
    }


def _measured(picture: Picture, room: tuple[float, float], alt: str) -> dict[str, object]:
    share = min(room[0] / picture.width, room[1] / picture.height)
    return {"width": picture.width * share, "height": picture.height * share, "alt": alt}


def as_svg(picture: Picture) -> str:
    """Return a picture as Typst takes it from us: its data come in as text alone."""
    if picture.kind is PictureKind.SVG:
        return picture.data.decode("utf-8")
    size = f'width="{picture.width}" height="{picture.height}"'
    data = base64.b64encode(picture.data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:image/png;base64,{data}"/></svg>'
    )


def _metadata(drawing: Drawing) -> dict[str, object]:
    spoken = language(drawing.language)
    words = said(METADATA, spoken)
    kind = words["specimen" if drawing.specimen else "kind"]
    until = words["until"].format(day=spoken.day(drawing.valid_through))
    return {
        "title": kind.format(number=drawing.number, name=drawing.name),
        "description": f"{drawing.scheme_title}. {until}",
        "keywords": [
            drawing.number,
            drawing.scheme_id,
            *(["SPECIMEN"] if drawing.specimen else []),
        ],
        "attachment": words["attachment"].format(number=drawing.number),
    }


def _native(drawing: Drawing, available: frozenset[str]) -> dict[str, object] | None:
    if drawing.name_native is None:
        return None
    tag = drawing.native_language or _UNKNOWN_LANGUAGE
    match = _TAG.fullmatch(tag.lower())
    language, region = match.groups() if match else (_UNKNOWN_LANGUAGE, None)
    return {
        "name": drawing.name_native,
        "families": families(tag, available),
        "language": language,
        "region": region,
        "direction": _direction(drawing.name_native),
    }


def _direction(text: str) -> str:
    # As UAX 9 has it for a paragraph: the first strong character decides. The language cannot,
    # since Kurdish, Punjabi and others are written in both directions.
    strong = (kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"})
    return "ltr" if next(strong, "L") == "L" else "rtl"


def _long_words(drawing: Drawing) -> list[str]:
    prose = (
        drawing.profession,
        drawing.scheme_title,
        drawing.scheme_id,
        drawing.scheme_version,
        *drawing.scope,
        drawing.limits_text,
        drawing.issuer_name,
        drawing.signatory_name,
        drawing.signatory_role,
    )
    return [word for text in prose for word in _LONG_WORD.findall(text)]


def _flowing(prose: str) -> str:
    return " ".join(prose.split())
