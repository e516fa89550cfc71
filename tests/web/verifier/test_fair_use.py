"""What one address may not do to the others: fill both readers, or guess numbers."""

from __future__ import annotations

import io
import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Any

import pytest

from tests.factories import FakeBody, make_number
from tests.web.verifier.clients import SiteClient, make_client
from verifier.number import CertificateNumber
from verifier.scan.found import Found, NothingFound, Why
from verifier.web.http.misses import MISSES

BATCH = "/api/v1/verify/batch"
NUMBER = make_number()
PATIENCE = 30.0  # seconds after which a test has failed
FROM = {"REMOTE_ADDR": "203.0.113.5"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.6"}
SAID = {
    "en": "Other files from your address are being read just now. Try again in a few seconds.",
    "es": "En este momento se están leyendo otros archivos de su dirección.",
    "ar": "تُقرأ الآن ملفات أخرى من عنوانك.",
}


class Slow:
    """Documents of which each is held until `go` is set; `begun` is set by the first."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def read(self, _: bytes) -> Found:
        """Return nothing, when it may."""
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return NothingFound(Why.NO_CODE)


def hand_in(client: SiteClient, origin: dict[str, str], lang: str = "en") -> Any:
    """Hand in a file by the page."""
    data = {"file": (io.BytesIO(b"%PDF-1.7"), "x")}
    return client.post(f"/v?lang={lang}", data=data, environ_overrides=origin)


def test_files_of_one_address_are_read_one_by_one(body: FakeBody) -> None:
    """One is read, four wait, the next is told so in its language; another address is answered."""
    slow = Slow()
    app = make_client(body, documents=slow).application
    with ThreadPoolExecutor(8) as threads:

        def begin(origin: dict[str, str]) -> Future[Any]:
            return threads.submit(hand_in, SiteClient(app), origin)

        try:
            first = begin(FROM)
            assert slow.begun.wait(PATIENCE)
            refused = next(as_completed([begin(FROM) for _ in range(5)], PATIENCE)).result()
            assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
            for lang, said in SAID.items():
                assert said in hand_in(SiteClient(app), FROM, lang).text
            raw = SiteClient(app).post(
                "/api/v1/verify",
                data=b"%PDF",
                content_type="application/pdf",
                environ_overrides=FROM,
            )
            assert (raw.status_code, raw.json and raw.json["code"]) == (429, "too_many_documents")
            slow.begun.clear()
            other = begin(ELSEWHERE)
            assert slow.begun.wait(PATIENCE)
        finally:
            slow.go.set()
        assert other.result(PATIENCE).status_code == 200
        assert first.result(PATIENCE).status_code == 200
    assert hand_in(SiteClient(app), FROM).status_code == 200


def guesses(count: int, *, first: int = 0) -> list[str]:
    """Return numbers whose check character fits, and that nobody was given."""
    bodies = (f"0{number:06d}" for number in range(first, first + count))
    return [str(CertificateNumber("BTX", each)) for each in bodies]


def ask(client: SiteClient, texts: list[str], **origin: Any) -> Any:
    """Ask about a list."""
    rows = [{"text": text} for text in texts]
    return client.post(BATCH, json={"rows": rows}, **origin)


def test_numbers_are_not_guessed_by_lists(body: FakeBody) -> None:
    """A thousand misses an hour are answered; the next list with one is not, and tells nothing."""
    token = body.release()
    client = make_client(body)
    slips = [f"{NUMBER[:-1]}{'A' if NUMBER[-1] != 'A' else 'B'}"] * 400
    assert ask(client, [NUMBER] * 500 + slips).status_code == 200  # neither costs anything
    answer = ask(client, guesses(MISSES))
    assert answer.status_code == 200
    assert {row["verdict"]["reason"] for row in json.loads(answer.data)["rows"]} == {
        "unknown_number"
    }
    assert ask(client, [NUMBER]).status_code == 200
    answer = ask(client, [NUMBER, *guesses(1, first=5000)])
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_unknown")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "rows" not in answer.json
    assert ask(client, [token]).status_code == 429
    assert ask(client, [NUMBER], environ_overrides=ELSEWHERE).status_code == 200
    assert client.post("/api/v1/verify", json={"text": NUMBER}).status_code == 200


@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_the_clinic_s_page_has_the_same_allowance(body: FakeBody, lang: str) -> None:
    """Misses of the API, the page and its script are counted together, and told in words."""
    body.release()
    client = make_client(body)
    assert ask(client, guesses(MISSES - 2)).status_code == 200
    page = client.post("/clinic", data={"text": f"{NUMBER}\n{guesses(1)[0]}"})
    assert page.status_code == 200
    group = {"first": 1, "days": False, "rows": [{"text": each} for each in guesses(1)]}
    assert client.post("/api/clinic/rows", json=group).status_code == 200
    rows = client.post(f"/api/clinic/rows?lang={lang}", json=group)
    assert (rows.status_code, rows.json and rows.json["code"]) == (429, "too_many_unknown")
    page = client.post(f"/clinic?lang={lang}", data={"text": guesses(1)[0]})
    assert page.status_code == 429
    assert rows.json
    assert rows.json["detail"] in page.text
    english = "Too many numbers from your address do not exist."
    assert rows.json["detail"].startswith(english) is (lang == "en")
