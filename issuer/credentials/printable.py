"""Which names can be printed: refused where they are entered, naming the character."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from issuer.certification.exam import Candidate
from issuer.errors import NameTooLongError, NameUnprintableError
from verifier import jws
from verifier.credential import TYP, Credential, StatusReference

MAX_LINK = 779  # bytes of a version 22 QR code in byte mode at level M (ISO/IEC 18004)
_DATE = datetime(2100, 1, 1, tzinfo=UTC)  # ten digits, as every date has until 2286
_SIGNATURE = "." + 86 * "A"
_HEADER = jws.Header(typ=TYP, kid=6 * "A")


@dataclass(frozen=True, slots=True)
class PrintableNames:
    """Knows what fits the QR code and what the fonts can draw.

    `undrawable` returns the first character of a text that no font of ours has, or None.
    """

    url: str
    undrawable: Callable[[str], str | None]

    def check(self, candidate: Candidate, profession: str) -> None:
        """Raise `NameTooLongError` or `NameUnprintableError` if a name cannot be printed."""
        if self._longest_link(candidate, profession) > MAX_LINK:
            raise NameTooLongError("the names are too long for a QR code that scans from paper")
        for name in filter(None, (candidate.name, candidate.native_name)):
            missing = self.undrawable(name)
            if missing is not None:
                code = " ".join(f"U+{ord(point):04X}" for point in missing)
                raise NameUnprintableError(f"no font of ours has the character {missing} ({code})")

    def _longest_link(self, candidate: Candidate, profession: str) -> int:
        """Return the bytes of the link, whatever number, type, list entry and dates it will get."""
        payload = Credential(
            issuer=self.url,
            type=f"{self.url}/t/999",
            number="BTXYZ-XXXX-XXXX",
            name=candidate.name,
            native_name=candidate.native_name,
            native_language=candidate.native_language,
            profession=profession,
            signed=_DATE,
            effective=_DATE + timedelta(days=1),
            expires=_DATE + timedelta(days=2),
            status=StatusReference(uri=f"{self.url}/s/999", index=999_999),
        ).to_payload()
        token = jws.signing_input(_HEADER, payload).decode("ascii") + _SIGNATURE
        return len(f"{self.url}/v#{token}")
