"""Whatever the words, they keep to their own places on the page."""

import pypdfium2
import pytest

from issuer.certificate.drawing import Paper
from issuer.certificate.qr import qr_modules
from tests.certificate.looks import TALL_LOOK, WIDE_LOOK

DPI = 100
QUIET = 4
LONG_SCOPE = (
    "Glabella, forehead and lateral canthal lines in adults",
    "Masseter reduction and contouring of the lower face, including the depressor anguli oris",
    "Platysmal bands",
    "Primary axillary, palmar and plantar hyperhidrosis",
    "Management of complications, including ptosis, asymmetry and suspected distant spread",
)
LONG_HOST = "certification.aesthetic-medicine-board.example.org"
LONG_BODY = "International Certification Board for Aesthetic and Reconstructive Medicine"

STRESSES = [
    {},
    {"name": "Bo"},
    {"name": "W" * 100},
    {"name": "Wilhelmina-" * 9},
    {"name": "Dr María del Carmen Fernández-Villaverde de la Torre y Rodríguez"},
    {"name_native": "Ελένη Παπαδοπούλου " * 4, "native_language": "el"},
    {"link_bytes": 779, "host": LONG_HOST, "telephone": "+44 20 7946 0958 extension 12345"},
    {"host": f"{'certification-of-aesthetic-medicine-' * 2}board.example.org"},
    {"host": f"{'certificationboard' * 3}.example.org"},
    {"link_bytes": 40, "number": "LONGEST-7K3M-9QPD"},
    {"scheme_title": "Certificate in the Safe and Effective Use of Botulinum Toxin " * 3},
    {"scope": LONG_SCOPE, "limits_text": "It is not a licence to practise. " * 30},
    {"look": TALL_LOOK, "name": "W" * 100},
    {"look": WIDE_LOOK, "issuer_name": f"{LONG_BODY}, and of Allied Professions Everywhere " * 2},
    {"issuer_name": f"{LONG_BODY} and of Allied Professions", "signatory_role": LONG_BODY},
    {
        "link_bytes": 779,
        "name": "Maximiliana Wolkenstein-Trostburg " * 3,
        "name_native": "Μαξιμιλιάνα Παπαδοπούλου",
        "scope": LONG_SCOPE,
        "limits_text": "It is not a licence to practise. " * 16,
        "host": LONG_HOST,
        "issuer_name": LONG_BODY,
    },
]


def _pixels(millimetres):
    return round(millimetres / 25.4 * DPI)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("stress", STRESSES)
def test_margins_and_gutter_stay_white(typesetter, make_drawing, rastered, paper, stress):
    """Between words and frame, and between the two columns, there is nothing but paper."""
    drawing = make_drawing(**stress)
    picture = rastered(typesetter.draw(drawing, paper), DPI)
    height, width = picture.shape
    side = 26 if paper is Paper.A4 else 24
    modules = qr_modules(drawing.link)
    code = max(0.5, 50 / modules) * (modules - 2 * QUIET)
    column = width / DPI * 25.4 - side - max(46, code)
    for left, top, right, bottom in (
        (12, 11.5, -12, 21.5),
        (12, -21.5, -12, -11.5),
        (11.5, 12, side - 0.8, -12),
        (-side + 0.8, 12, -11.5, -12),
        (column - 16, 12, column - 0.8, -12),
    ):
        band = picture[_pixels(top) : _pixels(bottom), _pixels(left) : _pixels(right)]
        assert band.min() == 255, (left, top)
    assert height < width


@pytest.mark.parametrize("stress", STRESSES)
def test_lines_do_not_overlap(typesetter, make_drawing, stress):
    """No line is set into another, in either column."""
    pdf = typesetter.draw(make_drawing(**stress))
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    boxes = [page.get_rect(i) for i in range(page.count_rects())]
    for i, (l1, b1, r1, t1) in enumerate(boxes):
        for l2, b2, r2, t2 in boxes[i + 1 :]:
            across = min(r1, r2) - max(l1, l2)
            down = min(t1, t2) - max(b1, b2)
            assert across <= 0.5 or down <= 0.1 * min(t1 - b1, t2 - b2), (i, boxes[i])
