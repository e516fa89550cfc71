"""From text to a token or a number. Fetches nothing, whatever the text says."""

from __future__ import annotations

import re

from verifier.number import (
    CertificateNumber,
    Mistyped,
    NumberError,
    parse_number,
    read_typed_number,
)
from verifier.scan.found import Found, FoundNumber, FoundToken, MistypedNumber

# Any host: what counts is who signed the token. A query is what messengers and mailers add.
_HOST = r"https?://[^/?#\s]+"
_FLAGS = re.ASCII | re.IGNORECASE | re.DOTALL
_TOKEN_LINK = re.compile(rf"{_HOST}/v/?(?:\?[^#\s]*)?#(.*)", _FLAGS)
_NUMBER_LINK = re.compile(rf"{_HOST}/v/([^/?#]+)/?(?:[?#].*)?", _FLAGS)
_BARE_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


def trim(text: str) -> str:
    """Drop the ASCII white space around what somebody pasted; a token has none."""
    return text.strip(" \t\n\v\f\r")


def read_text(text: str) -> Found:
    """Read a link, a number or a token. Total; what is neither link nor number is a token as is."""
    link = _TOKEN_LINK.fullmatch(text)
    if link is not None:
        return FoundToken(link[1])
    link = _NUMBER_LINK.fullmatch(text)
    match read_typed_number(text if link is None else link[1]):
        case CertificateNumber() as number:
            return FoundNumber(number)
        case Mistyped(typed):
            return MistypedNumber(typed)
        case None:
            return FoundToken(text)


def read_code(text: str) -> FoundToken | FoundNumber | None:
    """Read the text of a QR code, or return None if it is a code for something else.

    A machine wrote it: a number in it is spelt canonically, or it is somebody else's number.
    """
    link = _TOKEN_LINK.fullmatch(text)
    if link is not None or _BARE_TOKEN.fullmatch(text):
        return FoundToken(text if link is None else link[1])
    link = _NUMBER_LINK.fullmatch(text)
    try:
        return FoundNumber(parse_number((text if link is None else link[1]).upper()))
    except NumberError:
        return None
