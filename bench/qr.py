"""How often a printed code is read: `python -m bench.qr` makes the table of docs/qr.md."""

from __future__ import annotations

import random
import string
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import zxingcpp

from bench.figure import Figure
from issuer.certificate.drawing import Drawing, Paper
from issuer.certificate.pdf import Typesetter

COUNT = 40
RESOLUTIONS = (100, 150, 200, 300)
ENOUGH, FROM = 0.99, 150  # the better decoder's rate, from this resolution on
SEED = 20_261_121

_TEMPLATES = Path(__file__).parents[1] / "templates" / "certificate"
_ADDRESS = "https://cert.example.org/v#"
_LENGTHS = (540, 640, 779)  # bytes of a link: ordinary, a long name, the longest that is printed
_MARGIN = 0.4  # inches around the code that are in the picture: words, frame and edge of the page

Picture = np.ndarray
Damage = Callable[[Picture, np.random.Generator], Picture]


def measure(_: Path, count: int = 6) -> list[Figure]:
    """Tell the better decoder's worst rate from 150 dpi on, over a small sample."""
    rates = decode_rates(count)
    at_least = min(max(found.values()) for (_, dpi), found in rates.items() if dpi >= FROM)
    name = f"codes read from {FROM} dpi on, in the worst condition"
    return [Figure(name, f"{at_least:.1%}", at_least / ENOUGH, 1.0)]


def decode_rates(
    count: int, resolutions: tuple[int, ...] = RESOLUTIONS
) -> dict[tuple[str, int], dict[str, float]]:
    """Return how often each decoder reads exactly the link, by damage and resolution."""
    read: dict[tuple[str, int], dict[str, float]] = {}
    for at, (drawing, pdf) in enumerate(certificates(count)):
        for dpi in resolutions:
            clean = picture_of(pdf, dpi)
            for name, damage in DAMAGES.items():
                random_numbers = np.random.default_rng([SEED, at, dpi])
                picture = damage(clean, random_numbers)
                counts = read.setdefault((name, dpi), dict.fromkeys(DECODERS, 0.0))
                for decoder, decode in DECODERS.items():
                    counts[decoder] += (decode(picture) == drawing.link) / count
    return read


def certificates(count: int) -> Iterator[tuple[Drawing, bytes]]:
    """Yield different certificates of all lengths, on both papers, the same each time."""
    typesetter = Typesetter(_TEMPLATES)
    numbers = random.Random(SEED)
    papers = list(Paper)
    for at in range(count):
        length = _LENGTHS[at % len(_LENGTHS)] - len(_ADDRESS)
        token = "".join(numbers.choices(string.ascii_letters + string.digits + "-_", k=length))
        drawing = _drawing(at, token)
        yield drawing, typesetter.draw(drawing, papers[at % len(papers)])


def _drawing(at: int, token: str) -> Drawing:
    return Drawing(
        number=f"BTX-7K3M-{at:04d}",
        link=_ADDRESS + token,
        token=token,
        name=f"Dr Example Number {at}",
        name_native=None,
        native_language=None,
        profession="Physician",
        scheme_title="Certificate in Botulinum Toxin Injection for Aesthetic Indications",
        scheme_id="btx-1",
        scheme_version="2026.1",
        scope=("Glabella, forehead and lateral canthal lines in adults",),
        limits_text="It is not a licence to practise.",
        first_issued=date(2026, 11, 20),
        effective=date(2026, 12, 1),
        valid_through=date(2028, 11, 30),
        issuer_name="Example Certification Board",
        host="cert.example.org",
        signatory_name="Prof. Helena Vorstand",
        signatory_role="Chair of the Certification Committee",
        telephone="+1 202 555 0143",
        specimen=True,
        signed_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    )


def picture_of(pdf: bytes, dpi: int) -> Picture:
    """Return the part of the page that a camera is held over: the code and what is around it."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=dpi / 72, grayscale=True).to_numpy().copy()
        fine = document[0].render(scale=300 / 72, grayscale=True).to_numpy()
    (code,) = zxingcpp.read_barcodes(fine)
    spot = code.position
    left, top = spot.top_left.x / 300 - _MARGIN, spot.top_left.y / 300 - _MARGIN
    right, bottom = spot.bottom_right.x / 300 + _MARGIN, spot.bottom_right.y / 300 + _MARGIN
    high, wide = page.shape
    rows = slice(max(round(top * dpi), 0), min(round(bottom * dpi), high))
    return page[rows, max(round(left * dpi), 0) : min(round(right * dpi), wide)].squeeze()


def _rotated(picture: Picture, numbers: np.random.Generator) -> Picture:
    return _turned(picture, numbers.uniform(0, 360))


def _turned(picture: Picture, degrees: float) -> Picture:
    high, wide = picture.shape
    side = int(np.hypot(high, wide)) + 1
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    matrix[:, 2] += (side - wide) / 2, (side - high) / 2
    return cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_CUBIC, borderValue=200)


def _blurred(picture: Picture, _: np.random.Generator) -> Picture:
    return cv2.GaussianBlur(picture, (0, 0), 0.8)


def _noisy(picture: Picture, numbers: np.random.Generator) -> Picture:
    noise = numbers.normal(0, 25, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _tilted(picture: Picture, numbers: np.random.Generator) -> Picture:
    high, wide = picture.shape
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    pushed = corners + numbers.uniform(-0.05, 0.05, (4, 2)) * (wide, high) + (wide / 10, high / 10)
    matrix = cv2.getPerspectiveTransform(corners, pushed.astype(np.float32))
    size = (round(wide * 1.2), round(high * 1.2))
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=200)


def _jpeg(picture: Picture, quality: int = 40) -> Picture:
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)


def _photographed(picture: Picture, numbers: np.random.Generator) -> Picture:
    held = _turned(_tilted(picture, numbers), numbers.uniform(-15, 15))
    seen = cv2.GaussianBlur(held, (0, 0), 0.5)
    lit = np.clip(seen * 0.7 + 40 + numbers.normal(0, 8, seen.shape), 0, 255).astype(np.uint8)
    return _jpeg(lit, 80)


DAMAGES: dict[str, Damage] = {
    "as printed": lambda picture, _: picture,
    "rotated by any angle": _rotated,
    "blurred (Gaussian, 0.8 pixels)": _blurred,
    "noisy (deviation 25 of 255)": _noisy,
    "in perspective (corners moved by up to 5 %)": _tilted,
    "JPEG, quality 40": lambda picture, _: _jpeg(picture),
    "all of it, as a photo": _photographed,
}


def _zxing(picture: Picture) -> str | None:
    found = zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=zxingcpp.QRCode)
    return found[0].text if found else None


def _opencv(picture: Picture) -> str:
    # It wants more pixels a module than a page has, so it gets the picture three times as large.
    bigger = cv2.resize(picture, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    try:
        return cv2.QRCodeDetectorAruco().detectAndDecode(bigger)[0]
    except cv2.error:
        return ""


DECODERS: dict[str, Callable[[Picture], str | None]] = {"zxing-cpp": _zxing, "OpenCV": _opencv}


def table(count: int) -> str:
    """Return the rates as a table in Markdown."""
    rates = decode_rates(count)
    names = [f"{dpi} dpi" for dpi in RESOLUTIONS]
    lines = [f"| | decoder | {' | '.join(names)} |", "|---|---|" + "---:|" * len(names)]
    for damage in DAMAGES:
        for decoder in DECODERS:
            row = [f"{rates[damage, dpi][decoder]:.0%}" for dpi in RESOLUTIONS]
            lines.append(f"| {damage} | {decoder} | {' | '.join(row)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(int(sys.argv[1]) if sys.argv[1:] else COUNT))
