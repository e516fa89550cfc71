"""The QR code: byte mode, error correction M, as vectors with its quiet zone."""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby

from qrcode import util
from qrcode.main import QRCode

from issuer.certificate.codewords import LEVEL, codewords

QUIET = 4  # modules of white that the standard asks for on every side
# Any mask is legal (ISO/IEC 18004, 7.8), and looking for the best of the eight costs more than all
# the rest of a certificate. Over random tokens this one has the lowest penalty on average.
_MASK = 2
_VERSIONS_BY_COUNT = ((1, 9), (10, 40))  # the length of a message takes 8 bits, then 16
_TOO_LONG = 41


def qr_version(text: str) -> int:
    """Return the smallest version (1 to 40) that holds `text`, or 41 where none does."""
    size = len(text.encode())
    for low, high in _VERSIONS_BY_COUNT:
        needed = 4 + util.length_in_bits(util.MODE_8BIT_BYTE, low) + 8 * size
        version: int = bisect_left(util.BIT_LIMIT_TABLE[LEVEL], needed, low, high + 1)
        if version <= high:
            return version
    return _TOO_LONG


def qr_modules(text: str) -> int:
    """Return the modules along a side of `text`'s code, quiet zones included."""
    return 17 + 4 * qr_version(text) + 2 * QUIET


def qr_svg(text: str) -> bytes:
    """Draw `text` as SVG: one unit a module, black on white. At most version 40."""
    rows = _matrix(text)
    side = len(rows) + 2 * QUIET
    dark = "".join(_runs(y, row) for y, row in enumerate(rows, QUIET))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{dark}"/></svg>'
    ).encode()


def _runs(y: int, row: list[bool]) -> str:
    # One rectangle a run of dark modules, all in one path: compact, and no seams when it is filled.
    x = QUIET
    runs = []
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            runs.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(runs)


def _matrix(text: str) -> list[list[bool]]:
    # QRCode.make() encodes the message twice, bit by bit. Given the codewords it only places them.
    version = qr_version(text)
    code: QRCode = QRCode(version, LEVEL, border=0, mask_pattern=_MASK)
    code.data_cache = codewords(text.encode(), version)
    code.makeImpl(test=False, mask_pattern=_MASK)
    rows: list[list[bool]] = code.modules
    return rows
