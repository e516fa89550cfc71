"""The certificate drawn afresh as a picture, beside the file that somebody handed in."""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass, field

from issuer.certificate.printing import Printer
from issuer.errors import IssuerError
from verifier.credential import Credential
from verifier.drawer import Picture
from verifier.verdict import Reason

DPI = 120  # 1,403 pixels across: sharp at 700 on a phone, and the code in it can be read
AT_A_TIME = 2
_SIZE = struct.Struct(">16xII")  # of a PNG: after signature, length and name of the first chunk

_MARKS = {
    Reason.VALID: "",
    Reason.REVOKED: "Withdrawn",
    Reason.SUSPENDED: "Suspended",
    Reason.SUPERSEDED: "Replaced",
    Reason.EXPIRED: "Expired",
    Reason.NOT_YET_VALID: "Not valid yet",
}
_UNKNOWN = "Not checked"  # whether it is in force is not known


@dataclass(frozen=True, slots=True)
class FreshDrawings:
    """Implements the verifier's `Drawer`. Nothing is kept, in memory or on disk.

    `patience` is for how many seconds a verdict waits for its picture.
    """

    printer: Printer
    patience: float = 0.5  # one takes 0.03
    _places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_A_TIME), init=False, repr=False
    )

    def draw(self, credential: Credential, reason: Reason) -> Picture | None:
        """Return the picture; None for another body's, or while too many are being drawn."""
        if credential.issuer != self.printer.body.url:
            return None
        if not self._places.acquire(timeout=self.patience):
            return None
        try:
            drawing = self.printer.drawing(credential.number)
            png = self.printer.typesetter.picture(drawing, _MARKS.get(reason, _UNKNOWN), dpi=DPI)
        except IssuerError:  # the record cannot be read or drawn now; the verdict stands without
            return None
        finally:
            self._places.release()
        return Picture(png, *_SIZE.unpack_from(png))
