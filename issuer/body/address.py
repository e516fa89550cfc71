"""The address that tokens bind for ever: checked before the first of them is made."""

from __future__ import annotations

from urllib.parse import urlsplit

from issuer.errors import SettingsError
from verifier.trust import is_address

_MAX = 60  # characters; it stands four times in a link whose QR code must hold a name too
_IMPLIED = {"http": 80, "https": 443}


def require_address(url: str) -> None:
    """Raise `SettingsError` unless `url` can be an issuer's address (docs/format.md, section 1).

    It has one spelling: lower case, no path, no port that goes without saying. On loopback alone
    it may be `http`.
    """
    if len(url) > _MAX or not is_address(url) or not _names_a_host(url):
        raise SettingsError(
            f"PROBATUM_URL must be like https://cert.example.org (http on loopback alone): "
            f"lower case, no path, at most {_MAX} characters"
        )


def _names_a_host(url: str) -> bool:
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    try:
        port = parts.port
    except ValueError:  # beyond 65535
        return False
    return port != _IMPLIED[parts.scheme] and all(
        label == label.strip("-") and 0 < len(label) < 64  # noqa: PLR2004 - RFC 1035, 2.3.4
        for label in labels
    )
