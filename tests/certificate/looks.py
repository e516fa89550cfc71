"""Looks to draw certificates in: a wide logo, a tall one, and a signature in ink."""

import io

from PIL import Image, ImageDraw

from issuer.body.look import Look
from issuer.body.picture_file import parse_picture

ACCENT = "#5b2a86"
WIDE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 90">
<defs><linearGradient id="g"><stop offset="0" stop-color="#5b2a86"/><stop offset="1"
stop-color="#0a58a8"/></linearGradient></defs><rect width="900" height="90" rx="12" fill="url(#g)"/>
<path id="a" d="M100 30h700v30h-700z" fill="#fff" fill-opacity=".8"/><use href="#a" y="9"/>
</svg>"""


def _ink(width, height):
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    line = [(width * step / 9, height * (0.2 + 0.6 * (step % 2))) for step in range(10)]
    ImageDraw.Draw(picture).line(line, fill=(91, 42, 134, 230), width=8)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return parse_picture(written.getvalue(), "picture")


WIDE_LOOK = Look(ACCENT, parse_picture(WIDE, "logo"), _ink(900, 160))
TALL_LOOK = Look(ACCENT, _ink(120, 900), _ink(200, 600))
