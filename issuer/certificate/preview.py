"""The picture beside a shared link (Open Graph), drawn here: 1,200 by 630 pixels.

Networks keep such a picture for weeks. So it never says that a certificate is valid; it says so
when one is not, and the page behind the link says what holds now.
"""

from __future__ import annotations

from issuer.certificate.card import short_link
from issuer.certificate.drawing import Drawing
from issuer.certificate.pdf import Typesetter
from issuer.certificate.words import PREVIEW, said
from verifier.languages import language
from verifier.verdict import Reason

WIDTH, HEIGHT = 1200, 630
_DPI = 72  # a point is a pixel
_MARKS = {
    Reason.VALID: "",
    Reason.REVOKED: "Withdrawn",
    Reason.SUSPENDED: "Suspended",
    Reason.SUPERSEDED: "Replaced",
    Reason.EXPIRED: "Expired",
    Reason.NOT_YET_VALID: "Not valid yet",
}


def draw_preview(typesetter: Typesetter, drawing: Drawing, url: str, reason: Reason) -> bytes:
    """Return the PNG; `reason` is the verdict of now. What could not be checked is not marked."""
    spoken = language(drawing.language)
    data = {"words": said(PREVIEW, spoken), "mark": spoken.say(_MARKS.get(reason, ""))}
    link = short_link(url, drawing.number)
    return typesetter.other_picture("preview.typ", drawing, data, link, dpi=_DPI)
