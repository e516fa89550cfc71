"""Who asks a site: nobody, a program with its key, an officer signed in; and what $names say."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import quote

from tests.attacks.world import OFFICER, Client, Site
from verifier.number import CertificateNumber

CSRF = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
COOKIE = "__Host-probatum"


class Askers:
    """Browsers and programs that ask, and what $names stand for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.officer = sign_in(site)
        self.number, self.token = site.issue("EX-ASKED")
        self.values = self._values()

    def client(self, who: str) -> Client:
        """Return who asks."""
        return self.officer if who == "officer" else self.site.client()

    def headers(self, who: str) -> Mapping[str, str]:
        """Return what they always send."""
        return self.site.bearer if who == "program" else {}

    def _values(self) -> dict[str, str]:
        key, cookie = self.site.key, str(self.officer.get_cookie(COOKIE, "cert.example.org").value)  # type: ignore[union-attr]
        page = f"/admin/certificates/{self.number}/revoke"
        return {
            "key": key,
            "half_key": key[: len(key) // 2],
            "short_key": key[:-1],
            "other_case_key": key.swapcase(),
            "basic": base64.b64encode(f"x:{key}".encode()).decode(),
            "token": self.token,
            "number": self.number,
            "number_lower": self.number.lower(),
            "nobody_s": str(CertificateNumber("BTX", "0000DEA")),
            "number_encoded_twice": quote("".join(f"%{ord(c):02X}" for c in self.number)),
            "csrf": csrf_of(self.officer, page),
            "other_csrf": csrf_of(sign_in(self.site, "Other Officer"), page),
            "stranger_csrf": csrf_of(self.site.client(), "/admin/sign-in"),
            "cookie": cookie,
            "short_cookie": cookie[:-1],
            "flipped_cookie": cookie[:-1] + ("A" if cookie[-1] != "A" else "B"),
            "cookie_digest": hashlib.sha256(cookie.encode()).hexdigest()[:43],
            **_LONG,
        }


_LONG = {
    "a129": "a" * 129,
    "a5000": "a" * 5000,
    "a60k": "a" * 60_000,
    "a70k": "a" * 70_000,
    "nines5000": "9" * 5000,
    "fields1000": "&".join(f"f{n}=1" for n in range(1000)),
    "members6000": "{" + ",".join(f'"a{n}":0' for n in range(6000)) + "}",
    "parameters5000": "&".join(f"a{n}=0" for n in range(5000)),
    "cookies500": "; ".join(f"c{n}=v" for n in range(500)),
    "accept60k": ",".join(f"a/{n};q=0.{n % 10}" for n in range(5000)),
    "languages10k": ",".join(f"l{n}" for n in range(10_000)),
}


def sign_in(site: Site, name: str = OFFICER) -> Client:
    """Return a browser in which an officer is signed in."""
    browser, secret = site.client(), site.sign_in_secret(name)
    form = {"secret": secret, "csrf_token": csrf_of(browser, "/admin/sign-in")}
    answer = browser.post("/admin/sign-in", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text
    return browser


def csrf_of(browser: Client, page: str) -> str:
    """Return the token that a page's forms carry."""
    found = CSRF.search(browser.get(page).text)
    assert found is not None
    return found[1]
