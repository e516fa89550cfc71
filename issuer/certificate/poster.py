"""A poster for the wall: patients are asked to check, and told from how near their camera can.

A phone looks at codes with about 1,920 pixels across 65 degrees. At 375 modules' distance that is
four pixels a module, twice what a reader needs, so that a hand may shake and a lamp may shine.
"""

from __future__ import annotations

from issuer.certificate.drawing import Drawing, Paper
from issuer.certificate.pdf import Typesetter
from issuer.certificate.qr import qr_modules
from issuer.certificate.sheet import PAPERS
from issuer.certificate.words import DISTANCE, POSTER, STEPS, said
from verifier.languages import language

SIDE = 150  # mm along the code, quiet zone included: what both papers have room for
STEP = 65  # cm
_MODULES_AWAY = 375


def draw_poster(typesetter: Typesetter, drawing: Drawing, paper: Paper) -> bytes:
    """Return the PDF of a poster, portrait. Printed larger, it can be read from further away."""
    spoken = language(drawing.language)
    away = reading_distance(drawing.link)
    steps = spoken.count(*STEPS, max(1, round(away / STEP)))
    data = {
        "paper": PAPERS[paper],
        "words": said(POSTER, spoken),
        "side": SIDE,
        "distance": f"{spoken.say(DISTANCE).format(distance=away)} ({steps})",
    }
    return typesetter.other("poster.typ", drawing, data, drawing.link)


def reading_distance(link: str) -> int:
    """Return from how far a phone reads the poster's code: centimetres, rounded down to fives."""
    module = SIDE / qr_modules(link)
    return int(module * _MODULES_AWAY / 10 // 5 * 5)
