"""A card for the pocket: its code is the short address, whose few modules stay large."""

from __future__ import annotations

from issuer.certificate.drawing import Drawing
from issuer.certificate.pdf import Typesetter
from issuer.certificate.qr import qr_modules
from issuer.certificate.words import CARD, said
from verifier.languages import language

_MODULE = 0.65  # mm; finer print is lost in a photo, and wallets bend and rub
_WIDEST = 32  # mm that the words can spare


def draw_card(typesetter: Typesetter, drawing: Drawing, url: str) -> bytes:
    """Return the PDF of a card of 85.6 x 54 mm; `url` is the issuer's address."""
    link = short_link(url, drawing.number)
    data = {
        "words": said(CARD, language(drawing.language)),
        "side": min(_WIDEST, _MODULE * qr_modules(link)),
    }
    return typesetter.other("card.typ", drawing, data, link)


def short_link(url: str, number: str) -> str:
    """Return the address at which anyone checks a number."""
    return f"{url}/v/{number}"
