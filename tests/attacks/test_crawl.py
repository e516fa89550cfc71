"""Every route that there is, with every method: what all answers have, and what none may have.

Routes come from the app's own map, so that a new one is in these tests from its first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.attacks.asking import sign_in
from tests.attacks.world import URL, Client, Site

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO"]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}
# With any origin, and no one's cookie.
SHARED = ("/api/v1/ledger", "/api/v1/verify", "/.well-known/", "/s/", "/t/")
NO_SUCH = [
    "/nowhere",
    "/api/nowhere",
    "/static/nowhere",
    "/admin/nowhere",
    "/s/x",
    "/v/",
    "/.git/config",
]
KEPT = {  # seconds for which an answer may be kept; every other must not be
    "/s/": 15,
    "/.well-known/": 300,
    "/t/": 31_536_000,
    "/static/": 300,
    "/bootstrap/": 86_400,
}


class Crawler:
    """Visits every route of a site, as nobody, as a program and as an officer."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.number, self.token = site.issue("EX-CRAWLED")
        self.officer = sign_in(site)
        self.rules = sorted(site.app.url_map.iter_rules(), key=lambda rule: rule.rule)

    def path(self, rule: Rule) -> str:
        """Return an address that a rule leads from."""
        path = rule.rule.replace("<serial>", "1")
        path = path.replace("<path:filename>", "css/bootstrap.min.css")
        path = re.sub(r"<any\(([^,)]+)[^>]*>", lambda found: found[1].strip("'\""), path)
        path = re.sub(r"<int:[^>]+>", "1", path)
        return re.sub(r"<[^>]+>", self.number, path)

    def routes(self) -> dict[str, set[str]]:
        """Return every address, with the methods that it takes."""
        known: dict[str, set[str]] = {}
        for rule in self.rules:
            known.setdefault(self.path(rule), set()).update(rule.methods or ())
        return known

    def visit(self, method: str, path: str, browser: Client | None = None) -> TestResponse:
        """Ask as a program does, or as a browser."""
        headers = self.site.bearer if browser is None else {}
        return (browser or self.site.client()).open(
            path, method=method, headers=headers, buffered=True
        )

    def everything(self, *methods: str) -> Iterator[tuple[str, str, TestResponse]]:
        """Yield method, address and answer of each route, asked in each way."""
        for rule in self.rules:
            for method in methods:
                for browser in (None, self.officer, self.site.client()):
                    path = self.path(rule)
                    yield method, path, self.visit(method, path, browser)
        for path in NO_SUCH:
            yield "GET", path, self.visit("GET", path)


@pytest.fixture(scope="module")
def crawler(site: Site) -> Crawler:
    """Return who visits the shared site."""
    return Crawler(site)


def test_every_answer_is_protected(crawler: Crawler) -> None:
    """Nothing may be framed, sniffed, or run from elsewhere: pages, errors, files and documents."""
    seen = set()
    for method, path, answer in crawler.everything(*METHODS):
        where = (method, path, answer.status_code)
        for name, value in ALWAYS.items():
            assert answer.headers.get(name) == value, where
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, where
        assert "frame-ancestors 'none'" in policy, where
        assert "unsafe" not in policy, where
        assert "http" not in policy, where
        assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, where
        assert "Server" not in answer.headers, where
        assert path != "/.git/config" or answer.status_code == 404
        if answer.data:
            kind = answer.headers["Content-Type"]
            assert "charset=utf-8" in kind or not kind.startswith("text/"), where
        assert answer.status_code < 500 or answer.status_code == 501, where
        seen.add(answer.status_code)
    assert {200, 303, 401, 403, 404, 405, 415} <= seen


def test_only_what_is_the_same_for_all_is_kept(crawler: Crawler) -> None:
    """Lists, keys, types and files are kept for as long as promised; all else not at all."""
    for method, path, answer in crawler.everything("GET", "POST"):
        kept = answer.headers["Cache-Control"]
        prefix = next((each for each in KEPT if path.startswith(each)), None)
        if prefix is None or answer.status_code != 200:
            assert kept == "no-store", (method, path, kept)
            continue
        ages = re.findall(r"max-age=(\d+)", kept)
        assert len(ages) == 1, (path, kept)
        assert int(ages[0]) <= KEPT[prefix], (path, kept)


@pytest.mark.parametrize(
    "origin", ["https://evil.test", "null", "https://cert.example.org.evil.test"]
)
def test_other_origins_get_what_is_for_everybody(crawler: Crawler, origin: str) -> None:
    """Public questions and documents are for any page; nothing is ever shared with credentials."""
    for rule in crawler.rules:
        path = crawler.path(rule)
        for method in ("OPTIONS", "GET", "POST"):
            answer = crawler.officer.open(
                path,
                method=method,
                headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
                buffered=True,
            )
            is_shared = path.startswith(SHARED) and answer.status_code != 405
            allowed = answer.headers.get("Access-Control-Allow-Origin")
            assert allowed == ("*" if is_shared else None), (method, path)
            assert "Access-Control-Allow-Credentials" not in answer.headers


def test_documents_know_nobody(crawler: Crawler) -> None:
    """Who fetches a list, keys or a type is not told apart: no cookie, and one ETag for all."""
    for path in ("/s/1", "/t/1", "/.well-known/jwks.json", "/.well-known/jwt-vc-issuer"):
        answers = [crawler.officer.get(path), crawler.site.client().get(path)]
        answers.append(
            crawler.site.client().get(path, headers={"User-Agent": "x", "Cookie": "a=b"})
        )
        assert len({answer.headers["ETag"] for answer in answers}) == 1
        assert len({answer.data for answer in answers}) == 1
        for answer in answers:
            assert "Set-Cookie" not in answer.headers
            assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
            again = crawler.site.client().get(
                path, headers={"If-None-Match": answer.headers["ETag"]}
            )
            assert (again.status_code, again.data) == (304, b"")


COOKIES = {
    "/admin": "__Host-probatum=",
    "/candidate": "__Host-probatum-candidate=",
    "/me": "__Host-probatum-holder=",
    "/watch": "__Host-probatum-watch=",
}


def test_cookies_are_for_those_who_sign_in(crawler: Crawler) -> None:
    """Only desk, candidate, holder and watch list set one, and only our own pages can send it."""
    for method, path, answer in crawler.everything("GET", "POST"):
        for cookie in answer.headers.getlist("Set-Cookie"):
            wanted = next((each for each in COOKIES if path.startswith(each)), None)
            assert wanted is not None, (method, path)
            assert cookie.startswith(COOKIES[wanted])
            for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
                assert word in cookie
            assert "Domain" not in cookie


SHADOWED = "/admin/decisions/report"  # where an application could be decided as well


def test_other_methods_are_refused_by_name(crawler: Crawler) -> None:
    """405 with what would be taken; HEAD is GET without a body; OPTIONS tells and does nothing."""
    for path, known in crawler.routes().items():
        for method in METHODS:
            is_desk = path.startswith(
                "/admin"
            )  # which leads strangers to its door, whatever they ask
            answer = crawler.visit(method, path, crawler.officer if is_desk else None)
            if method not in known and path != SHADOWED:
                assert answer.status_code == 405, (method, path)
                assert set(answer.headers["Allow"].split(", ")) == known, (method, path)
            if method in {"HEAD", "OPTIONS"} and method in known:
                assert answer.data == b"", (method, path)
            if method == "OPTIONS":
                assert answer.status_code == 200, path


class Reader(HTMLParser):
    """Notes what a page refers to, what it asks for, and what it would run."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.away: list[str] = []  # links that tell nobody where they were followed
        self.inputs: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        told = {name: value or "" for name, value in attrs}
        loads = {"script": "src", "link": "href", "img": "src", "form": "action", "iframe": "src"}
        if tag in loads and loads[tag] in told:
            self.references.append(told[loads[tag]])
        if tag == "a":
            is_away = told.get("rel") == "noreferrer"
            (self.away if is_away else self.references).append(told.get("href", ""))
        if tag in {"input", "textarea", "select"}:
            self.inputs.append(told.get("type", tag))
        self.inline += [name for name in told if name.startswith("on") or name == "style"]
        is_data = told.get("type") == "application/json"  # which no browser runs
        if tag == "script" and "src" not in told and not is_data:
            self.inline.append("script")


def test_pages_load_and_lead_nowhere_else(crawler: Crawler) -> None:
    """Scripts, styles, pictures, forms and links are this site's own; nothing runs inline."""
    pages = 0
    for method, path, answer in crawler.everything("GET", "POST"):
        if answer.mimetype != "text/html":
            continue
        pages += 1
        reader = Reader()
        reader.feed(answer.text)
        for reference in reader.references:
            # In the inert template stand places for a trusted issuer's own address and for a path.
            places = r"\{item\.url\}/v$|\{page\.concern\}$"
            own = rf"/(?!/)|#|tel:|\?lang=[a-z]+$|{re.escape(URL)}/|{places}"
            is_own = re.match(own, reference)
            assert is_own, (method, path, reference)
        if reader.away:  # to the registers that schemes name, and nowhere else
            assert re.match("/licences|/admin/schemes/", path), (method, path)
            assert all(link.startswith("https://") for link in reader.away), (method, path)
        assert reader.inline == [], (method, path)
        assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", ""), path
    assert pages > 20


@pytest.mark.parametrize(
    "path", ["/v", "/v/{number}", "/v/BTX-0000-0000", "/v/nonsense", "/nowhere"]
)
def test_public_pages_ask_for_nothing_secret(crawler: Crawler, path: str) -> None:
    """Whoever is led here by a false code is asked for no password and no payment."""
    answer = crawler.site.client().get(path.format(number=crawler.number))
    reader = Reader()
    reader.feed(answer.text)
    assert set(reader.inputs) <= {"input", "file"}
    assert "never asks for a password or a payment" in answer.text


def test_a_verdict_needs_no_script(crawler: Crawler) -> None:
    """What the page says is in the page: by number, by link and by token."""
    browser = crawler.site.client()
    pages = [
        browser.get(f"/v/{crawler.number}"),
        browser.post("/v", data={"text": crawler.number}),
        browser.post("/v", data={"text": f"{URL}/v#{crawler.token}"}),
        browser.post("/v", data={"text": crawler.token}),
    ]
    for page in pages:
        assert (page.status_code, page.text.count("Valid today</span></h1>")) == (200, 1)
