"""Which certificates are sought: by what is printed on them, and by what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from issuer.credentials.certificate import CertificateState


@dataclass(frozen=True, slots=True)
class Sought:
    """Conditions that all hold; None asks for nothing. No condition: every released certificate.

    `text` is part of a number or name, or a whole mail address or licence number. `region` is that
    of the application. `examined` is the day on which the examination ended; `examiner` a name, or
    an id of the register, as `sitting` and `provider` are. Days are first and last ones, in UTC.
    """

    text: str = ""
    state: CertificateState | None = None
    scheme: str | None = None
    profession: str | None = None
    region: str | None = None
    key: str | None = None
    sitting: str | None = None
    provider: str | None = None
    examiner: str | None = None
    examined: date | None = None
    expires_from: date | None = None
    expires_until: date | None = None
    review_until: date | None = None
    numbers: tuple[str, ...] | None = None

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing is asked for, so that everything is meant."""
        return all(getattr(self, each.name) in (None, "") for each in fields(self))
