"""What the page shows where a file holds several certificates, or was saved again."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace

from tests.factories import FakeBody, FakeDocuments, make_number, make_type, make_world
from tests.web.verifier.clients import SiteClient, make_client
from verifier.credential_type import TypeWords
from verifier.scan.found import FoundToken, SeveralFound
from verifier.web.app import create_app

PHOTO = b"\x89PNG two frames on a wall"
CHOICE = re.compile(r'name="text" value="([^"]+)">\s*<button>Check ([^<]+)</button>')
NOTE = "This file was saved again by another program."


def drop(client: SiteClient, data: bytes, code: str = "en") -> str:
    """Return the page about a file, for a reader of a language."""
    languages = {"Accept-Language": code}
    answer = client.post("/v", data={"file": (io.BytesIO(data), "x")}, headers=languages)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_each_has_a_button_that_checks_it_alone(
    client: SiteClient, body: FakeBody, documents: FakeDocuments
) -> None:
    """The page asks which one is meant, names each, and judges the one chosen."""
    numbers = (make_number(), make_number("7K3M9Q2"))
    names = ("Dr Amélie First", "<b>Second</b>")
    tokens = [
        body.release(number=number, name=name) for number, name in zip(numbers, names, strict=True)
    ]
    documents.known[PHOTO] = SeveralFound(tuple(map(FoundToken, tokens)))
    page = drop(client, PHOTO)
    assert "Which certificate do you mean?" in page
    assert "There are 2 certificates in this picture." in page
    choices = CHOICE.findall(page)
    assert choices == list(zip(tokens, numbers, strict=True))
    for (token, number), name in zip(choices, names, strict=True):
        chosen = html.unescape(client.post("/v", data={"text": token}).text)
        assert "Valid today" in chosen
        assert number in chosen
        assert name in chosen
    assert "<b>Second</b>" not in client.post("/v", data={"text": tokens[1]}).text


def test_a_profession_is_marked_with_its_language(body: FakeBody, documents: FakeDocuments) -> None:
    """In a page of another language, a scheme's word that has no translation is English."""
    kind = make_type(body.url)
    words = TypeWords(kind.title, kind.scope, kind.everyday, {"physician": "Médica"})
    body.kinds = [replace(kind, translations={"es": words})]
    tokens = [body.release(number=number) for number in (make_number(), make_number("7K3M9Q2"))]
    documents.known[PHOTO] = SeveralFound(tuple(map(FoundToken, tokens)))
    client = make_client(body, documents=documents)
    for code, told in (("es", 'lang="es" dir="auto">Médica'), ("ar", 'lang="en" dir="auto">phys')):
        assert drop(client, PHOTO, code).count(f"<bdi {told}") == 2


def test_one_certificate_asks_nothing(
    client: SiteClient, body: FakeBody, documents: FakeDocuments
) -> None:
    """Neither the question nor the note is on an ordinary page."""
    documents.known[PHOTO] = FoundToken(body.release())
    page = drop(client, PHOTO)
    assert CHOICE.findall(page) == []
    assert NOTE not in page


class NothingHandedOut:
    """An issuer that knows all its drawings: none."""

    def knows(self, issuer: str, digest: bytes) -> bool | None:
        """Tell that it was never handed out."""
        return len(digest) != 32 and not issuer


def test_a_file_saved_again_has_a_note(body: FakeBody, documents: FakeDocuments) -> None:
    """The verdict stands, green, and the note beside it is no warning."""
    documents.known[b"%PDF-again"] = FoundToken(body.release())
    world = make_world(body, documents=documents)
    inquiry = replace(world.inquiry, drawings=NothingHandedOut())
    page = drop(SiteClient(create_app(replace(world, inquiry=inquiry))), b"%PDF-again")
    assert "Valid today" in page
    assert f'<p class="note">{NOTE}' in page
    assert NOTE not in drop(make_client(body, documents=documents), b"%PDF-again")
