"""Adding an issuer to a trust file, or taking one out: what is pinned never changes unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from verifier.fingerprint import fingerprint
from verifier.trust import Trust, TrustedIssuer
from verifier.trust_file import TrustFile

_LONGEST = 300  # characters of a name


class TrustRefusedError(Exception):
    """The change would make a trust file that nobody agreed to; the message says why."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A key as it is pinned: what it may sign, its name and its fingerprint."""

    purpose: str
    kid: str
    fingerprint: str


def pins_of(issuer: TrustedIssuer) -> list[Pin]:
    """Return the pins of an issuer's keys, in the order given."""
    return [Pin(key.purpose.value, key.kid, fingerprint(key.key)) for key in issuer.keyring]


def require_one(offered: TrustFile, url: str) -> TrustedIssuer:
    """Return the issuer offered, or raise: a site speaks for its own address and no other."""
    issuers = offered.trust.issuers
    if [issuer.url for issuer in issuers] != [url]:
        raise TrustRefusedError(f"what is published there is not about {url}")
    issuer = issuers[0]
    if not issuer.name.strip() or not all(map(_can_be_shown, _texts_of(issuer))):
        raise TrustRefusedError("a name or telephone number there is missing, long or unprintable")
    if not all(map(issuer.owns_type, issuer.types)) or not all(
        map(issuer.owns_list, offered.lists)
    ):
        raise TrustRefusedError(f"a type or list there is not under {url}")
    return issuer


def _texts_of(issuer: TrustedIssuer) -> Iterator[str]:
    """Yield all words of an issuer's own that are shown where its fingerprints are compared."""
    yield from (issuer.name, issuer.telephone)
    for kind in issuer.types.values():
        yield from (kind.title, kind.scheme, kind.version)


def _can_be_shown(text: str) -> bool:
    """Tell whether a terminal shows `text` as it is: escapes could write over a fingerprint."""
    return text.isprintable() and len(text) <= _LONGEST


def require_fingerprints(issuer: TrustedIssuer, given: Collection[str]) -> None:
    """Raise unless the keys' fingerprints are exactly those `given`."""
    pins = pins_of(issuer)
    missing = [pin for pin in pins if pin.fingerprint not in given]
    if missing:
        told = "; ".join(f"{pin.purpose} {pin.fingerprint}" for pin in missing)
        raise TrustRefusedError(f"a key there has another fingerprint than you gave: {told}")
    if {pin.fingerprint for pin in pins} != set(given):
        raise TrustRefusedError("no key there has one of the fingerprints that you gave")


def add_issuer(file: TrustFile, offered: TrustFile, url: str) -> TrustFile:
    """Return `file` with the issuer at `url`, whose types and lists become those offered.

    Raise `TrustRefusedError` where it is believed already with other keys.
    """
    issuer, known = require_one(offered, url), file.trust.find(url)
    if known is not None:
        _require_same_keys(known, issuer)
    others = [one for one in file.trust.issuers if one.url != url]
    trust = Trust([issuer if one.url == url else one for one in file.trust.issuers])
    if known is None:
        trust = Trust([*others, issuer])
    return TrustFile(trust, {**_lists_of(file, others), **offered.lists})


def remove_issuer(file: TrustFile, url: str) -> TrustFile:
    """Return `file` without the issuer at `url`; raise for one not in it, and for the last."""
    others = [one for one in file.trust.issuers if one.url != url]
    if len(others) == len(file.trust.issuers):
        raise TrustRefusedError(f"{url} is not in this file")
    if not others:
        raise TrustRefusedError(f"{url} is the only one: delete the file to believe nobody")
    return TrustFile(Trust(others), _lists_of(file, others))


def _lists_of(file: TrustFile, issuers: Collection[TrustedIssuer]) -> dict[str, str]:
    return {
        uri: token
        for uri, token in file.lists.items()
        if any(issuer.owns_list(uri) for issuer in issuers)
    }


def _require_same_keys(known: TrustedIssuer, offered: TrustedIssuer) -> None:
    before, now = pins_of(known), pins_of(offered)
    differences = [f"+ {p.purpose} {p.fingerprint}" for p in now if p not in before]
    differences += [f"- {p.purpose} {p.fingerprint}" for p in before if p not in now]
    if differences:
        raise TrustRefusedError(
            f"{known.url} is believed already, with other keys. If the body itself tells you that "
            "they changed, run `probatum trust remove` and add it again.\n"
            "  + offered now, - pinned:\n  " + "\n  ".join(differences)
        )
