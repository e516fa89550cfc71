"""QR codes in a raster, by zxing-cpp. The only file of this package that imports it."""

from __future__ import annotations

import zxingcpp

from verifier.scan.raster import Raster


def read_codes(raster: Raster) -> list[str]:
    """Return the text of every QR code in `raster`, turned, tilted or inverted as it may be.

    Ordinary QR codes only: neither Micro QR nor rMQR, Aztec or bar codes can be ours. A part of
    a code split over several symbols comes as it is. What is not ASCII is marked by U+FFFD.
    """
    rows = memoryview(raster.pixels).cast("B", (raster.height, raster.width))
    ordinary = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
    found = zxingcpp.read_barcodes(rows, formats=ordinary)
    return [barcode.bytes.decode("ascii", "replace") for barcode in found]
