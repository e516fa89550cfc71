"""Settings in, a frozen world out: every service made once, from what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from verifier.brand import Brand, no_brand
from verifier.clock import Clock, utc_now
from verifier.drawer import Drawer
from verifier.inquiry import Inquiry
from verifier.list_fetch import HttpLists
from verifier.malformed import MalformedError
from verifier.scan.pool import DocumentReader
from verifier.settings import VerifierSettings, WrongSettingsError
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust, TrustSource, is_specimen
from verifier.trust_file import PinnedLists, TrustFile, parse_trust
from verifier.verify import Verifier

ReadinessCheck = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class VerifierWorld:
    """Everything the verifier's web works with.

    `hosts` are the only values of a Host header that are answered. `readiness` says by name
    whether each thing that verifying depends on is there; the answers are public. `concern` is
    the path where a concern about one of our certificates is reported, or empty. `drawer` draws
    what was issued, for people to compare with a file. `brand` says whose site it is.
    """

    settings: VerifierSettings
    clock: Clock
    trust: TrustSource
    inquiry: Inquiry
    hosts: frozenset[str]
    readiness: Mapping[str, ReadinessCheck] = field(default_factory=dict)
    concern: str = ""
    drawer: Drawer | None = None
    brand: Callable[[], Brand | None] = no_brand


def make_verifier_world(settings: VerifierSettings, *, clock: Clock = utc_now) -> VerifierWorld:
    """Return the world of a verifier that stands alone, or raise `WrongSettingsError`."""
    if settings.trust_file is None:
        raise WrongSettingsError(
            "PROBATUM_TRUST_FILE is missing: whom is this verifier to believe?"
        )
    if not settings.hosts:
        raise WrongSettingsError("PROBATUM_HOSTS is missing: by what name is this site called?")
    file = _read_trust(settings.trust_file)
    trust = PinnedTrust(file.trust)
    lists = StatusLists(HttpLists(PinnedLists(file.lists), clock), file.lists)
    return VerifierWorld(
        settings=settings,
        clock=clock,
        trust=trust,
        inquiry=Inquiry(Verifier(trust, lists), DocumentReader()),
        hosts=frozenset(settings.hosts),
        readiness={"trust": lambda: bool(trust.current().issuers)},
    )


def hosts_of(url: str, more: tuple[str, ...]) -> frozenset[str]:
    """Return what an issuer at `url` is called: its own name, those set, each way to loopback."""
    parts = urlsplit(url)
    hosts = {parts.netloc.lower(), *more}
    if is_specimen(url):
        port = f":{parts.port}" if parts.port else ""
        hosts |= {f"{name}{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    return frozenset(hosts)


def _read_trust(path: Path) -> TrustFile:
    try:
        return parse_trust(path.read_bytes())
    except OSError as exc:
        raise WrongSettingsError("PROBATUM_TRUST_FILE: the file cannot be read") from exc
    except MalformedError as exc:
        raise WrongSettingsError(f"PROBATUM_TRUST_FILE: {exc}") from exc
