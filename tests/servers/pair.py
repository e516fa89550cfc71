"""What two servers are asked, and a browser that goes from one to the other."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from issuer.wiring import IssuerWorld

LOOKUPS = 12  # verdicts a minute for one address, at both servers together
_CSRF = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    cookies: Mapping[str, str]

    @property
    def json(self) -> Any:
        """Return what it says in JSON."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Server:
    """One of the two; both answer to the body's one name, as behind a proxy."""

    port: int
    host: str

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch a page."""
        return self.ask("GET", path, None, headers or {})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Ask over a connection of its own, so that either worker may answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers={"Host": self.host, **headers})
            answer = connection.getresponse()
            cookies: SimpleCookie = SimpleCookie()
            for line in answer.headers.get_all("Set-Cookie") or []:
                cookies.load(line)
            kept = {name: made.value for name, made in cookies.items()}
            return Answer(answer.status, answer.read().decode("utf-8", "replace"), kept)
        finally:
            connection.close()


@dataclass
class Browser:
    """Goes to the first server for one page and to the second for the next, with its cookies."""

    servers: list[Server]
    cookies: dict[str, str] = field(default_factory=dict)
    turn: int = 0

    def get(self, path: str) -> Answer:
        """Fetch a page from whose turn it is."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, *, page: str, **fields: str) -> Answer:
        """Fetch the token of a page from one server, and send the form to the other."""
        found = _CSRF.search(self.get(page).text)
        assert found is not None, page
        body = urlencode({"csrf_token": found[1], **fields}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, {**form, "Sec-Fetch-Site": "same-origin"})

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        server = self.servers[self.turn % 2]
        self.turn += 1
        sent = dict(headers)
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = server.ask(method, path, body, sent)
        self.cookies |= answer.cookies
        return answer


@dataclass(frozen=True)
class Pair:
    """Both servers, and a second view of their record."""

    first: Server
    second: Server
    world: IssuerWorld
    key: str = field(repr=False)

    def browser(self) -> Browser:
        """Return a browser that never was here."""
        return Browser([self.first, self.second])

    def call(
        self, server: Server, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Call the API at one of the two."""
        sent = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        return server.ask("POST", f"/api/v1/{path}", data, sent | dict(headers or {}))

    def issue(self, server: Server, result: object, **headers: str) -> Answer:
        """Bring an exam result to one of the two."""
        return self.call(server, "exam-results", result, headers)
