"""The certification body: who signs, and the address that tokens bind for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from issuer.body.look import Look
from verifier.trust import is_specimen


@dataclass(frozen=True, slots=True)
class Body:
    """What `probatum init` records once. `url` has no path and no trailing slash."""

    url: str
    name: str
    telephone: str
    signatory_name: str
    signatory_role: str
    time_zone: str  # IANA name; a certificate ends with the last day there
    look: Look = field(default_factory=Look)

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def host(self) -> str:
        """Return the address as people type it: host, and port if it has one."""
        return urlsplit(self.url).netloc

    @property
    def is_specimen(self) -> bool:
        """Tell whether this is a demonstration: what lives on loopback proves nothing."""
        return is_specimen(self.url)
