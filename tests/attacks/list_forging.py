"""What constructions on status lists are made with: a site's genuine list, spelled in many ways."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from issuer.credentials.lifecycle import Act
from tests.attacks.building import Genuine
from tests.attacks.forging import Forge
from tests.attacks.world import DAY, Site, payload_of

MINUTE = timedelta(minutes=1)
_BOMB = bytes(1 << 19)  # twice as many entries as a list may have


def forge_lists(site: Site, forge: Forge) -> Forge:
    """Return what makes lists like the site's, for the list that the genuine token names."""
    uri = str(forge.values["list"])
    _revoke_until_it_shows(site, uri)
    token = site.world.publisher.fetch(uri)
    claims = json.loads(payload_of(token))
    keys = forge.signers.keys
    values = {
        **forge.values,
        **_spellings(claims["status_list"]["lst"]),
        **_moments(claims["iat"], claims["exp"]),
        "credential": forge.genuine.token,
        "credential_kid": forge.values["kid"],
    }
    signers = replace(
        forge.signers, keys={**keys, "own": keys["status"], "credential": keys["own"]}
    )
    return replace(forge, genuine=Genuine(token), signers=signers, values=values)


def _revoke_until_it_shows(site: Site, uri: str) -> None:
    """Revoke other certificates until the list's base64url has - or _, to spell them otherwise."""
    for attempt in range(200):
        lst = json.loads(payload_of(site.world.publisher.fetch(uri)))["status_list"]["lst"]
        if "-" in lst or "_" in lst:
            return
        number, _ = site.issue(f"EX-REVOKED-{attempt}")
        site.act(Act.REVOKE, number, "licence-lost")
    raise AssertionError("no list has - or _ by luck")


def _spellings(lst: str) -> Mapping[str, str]:
    data = base64.urlsafe_b64decode(lst + "=" * (-len(lst) % 4))
    packed = zlib.decompress(data)
    raw = zlib.compressobj(9, wbits=-15)
    return {
        "lst": lst,
        "lst_padded": lst + "=",
        "lst_standard": lst.replace("-", "+").replace("_", "/"),
        "lst_raw": _b64(raw.compress(packed) + raw.flush()),
        "lst_gzip": _b64(gzip.compress(packed)),
        "lst_plain": _b64(packed),
        "lst_more": _b64(data + b"more"),
        "lst_two": _b64(data + data),
        "lst_short": _b64(data[:-8]),
        "lst_checksum": _b64(data[:-1] + bytes([data[-1] ^ 1])),
        "lst_nothing": _b64(zlib.compress(b"")),
        "lst_bomb": _b64(zlib.compress(_BOMB, 9)),
    }


def _moments(iat: int, exp: int) -> Mapping[str, Any]:
    day, minute = int(DAY.total_seconds()), int(MINUTE.total_seconds())
    return {
        "iat": iat,
        "exp": exp,
        "iat_later": iat + minute,
        "iat_ahead": iat + 60 * minute,
        "iat_earlier": iat - day - minute,
        "iat_minute_ago": iat - minute,
        "exp_in_years": iat + 3650 * day,
    }


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
