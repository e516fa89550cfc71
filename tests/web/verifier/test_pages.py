"""`/v`: the form, and every verdict as a page that needs no JavaScript."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from tests.factories import HOST, NOON, FakeBody, FakeDocuments, make_number, make_token
from tests.web.verifier.clients import make_client
from verifier.scan.found import Contradiction, FoundToken
from verifier.status_list import Status

NUMBER = make_number()
SLIP = NUMBER[:-1] + ("A" if NUMBER[-1] != "A" else "B")
MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)


class Page(HTMLParser):
    """The title, first heading and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {"title": "", "h1": "", "main": ""}
        self._open: list[str] = []
        self.feed(html)
        self.texts = {tag: " ".join(text.split()) for tag, text in self.texts.items()}

    def handle_starttag(self, tag: str, _: object) -> None:
        """Note an element that matters; a block stands apart from what comes before it."""
        if tag in {"dd", "dt", "li", "p"}:
            self.handle_data(" ")
        if tag in self.texts:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Forget it."""
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        """Collect text."""
        for tag in self._open:
            self.texts[tag] += data


def read(client: FlaskClient, path: str, *, status: int = 200) -> Page:
    """Return the page at `path`."""
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    return Page(response.text)


@pytest.mark.parametrize(
    "spelling",
    [
        f"/v/{NUMBER}",
        f"/V/{NUMBER}",
        f"/v/{NUMBER.lower()}",
        f"/v/{NUMBER.replace('-', '')}",
        f"/v/{NUMBER.replace('-', '%20')}",
        f"/v/%20{NUMBER}%20",
    ],
)
def test_a_number_opens_its_verdict(client: FlaskClient, body: FakeBody, spelling: str) -> None:
    """Any spelling that people type shows the same verdict, whose headline begins the title."""
    body.release()
    page = read(client, spelling)
    assert page.texts["h1"] == "Valid today"
    assert page.texts["title"] == f"Valid today \u2013 {NUMBER} \u2013 Probatum"


def test_the_valid_page_says_what_a_patient_needs(client: FlaskClient, body: FakeBody) -> None:
    """Whose it is, whether that is the person, what it covers, until when, by whom, as of when."""
    body.release(native_name="د. أميلي", native_language="ar")
    html = client.get(f"/v/{NUMBER}").text
    text = Page(html).texts["main"]
    for said in (
        "This certificate belongs to Dr Amélie Example-Santos د. أميلي physician",
        "Is that the person treating you?",
        "Frown lines between the brows",
        f"Number {NUMBER}",
        "Valid from 20 November 2025",
        "Valid through 19 November 2027",
        "Example Certification Board, telephone +1 555 0100",
        "It was not changed since it was issued: Yes",
        f"Checked by {HOST} at 12:00 UTC on 20 November 2026, against the issuer\u2019s own",
        "A certificate is not a licence",
    ):
        assert said in text, said
    assert '<bdi lang="ar" dir="auto">د. أميلي</bdi>' in html
    assert '<time datetime="2027-11-19">19 November 2027</time>' in html
    assert 'href="tel:+15550100"' in html
    assert "SPECIMEN" not in html


def test_withdrawn_is_dated_and_says_what_it_does_not_mean(
    client: FlaskClient, body: FakeBody
) -> None:
    """The page of a withdrawn certificate names the day, and asks nobody to trust the holder."""
    body.release()
    body.change(Status.REVOKED, since=MARCH)
    page = read(client, f"/v/{NUMBER}")
    assert page.texts["h1"] == "Withdrawn on 3 March 2026"
    assert "It was issued to Dr Amélie Example-Santos physician" in page.texts["main"]
    assert "This does not say why" in page.texts["main"]
    assert "Is that the person" not in page.texts["main"]


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        (Status.SUSPENDED, "Suspended since 3 March 2026"),
        (Status.SUPERSEDED, "Replaced by a newer certificate"),
    ],
)
def test_other_states(client: FlaskClient, body: FakeBody, status: Status, headline: str) -> None:
    """Suspended and replaced are told as such, with the way to the newer one."""
    body.release()
    body.change(status, since=MARCH, successor=make_number("8Z2K4TT"))
    assert read(client, f"/v/{NUMBER}").texts["h1"] == headline
    assert f'href="/v/{make_number("8Z2K4TT")}"' in client.get(f"/v/{NUMBER}").text


def test_dates(client: FlaskClient, body: FakeBody) -> None:
    """Expired and not valid yet are told with the day that the paper prints."""
    body.release(expires=datetime(2026, 11, 20, 5, tzinfo=UTC))
    assert "It was valid through 19 November 2026." in read(client, f"/v/{NUMBER}").texts["main"]
    body.release(effective=NOON + timedelta(days=11))
    page = read(client, f"/v/{NUMBER}")
    assert page.texts["h1"] == "Not valid yet"
    assert "It starts on 1 December 2026." in page.texts["main"]


def test_only_an_unknown_number_is_not_found(client: FlaskClient) -> None:
    """A number that was never given out is a 404 with a page; a slip is a 200 that says so."""
    unknown = read(client, f"/v/{make_number('0000000')}", status=404)
    assert unknown.texts["h1"] == "No such certificate"
    assert "+1 555 0100" in unknown.texts["main"]
    slip = read(client, f"/v/{SLIP}")
    assert slip.texts["h1"] == "Please check the number"
    assert f'value="{SLIP}"' in client.get(f"/v/{SLIP}").text


def test_what_was_typed_is_never_markup(client: FlaskClient) -> None:
    """What a stranger typed comes back as text."""
    html = client.get('/v/"><script>alert(1)</script>').text
    assert "<script>alert" not in html


def test_names_are_never_markup(client: FlaskClient, body: FakeBody) -> None:
    """A name is shown letter for letter, whatever it spells."""
    body.release(name="<script>alert(1)</script>")
    html = client.get(f"/v/{NUMBER}").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_forgery_shows_no_name(client: FlaskClient, body: FakeBody) -> None:
    """A genuine signature over what is not on record is refused, and its name is not repeated."""
    token = make_token(body, name="Mallory Forged")
    html = client.post("/v", data={"text": token}).text
    assert Page(html).texts["h1"] == "Do not rely on this"
    assert "Mallory" not in html


def test_the_form_judges_text_and_trims_it(client: FlaskClient, body: FakeBody) -> None:
    """Pasted text is judged without the white space around it, as a form of either kind."""
    token = body.release()
    for text in (token, f"  {token}\r\n", f"https://{HOST}/v#{token}\n", NUMBER):
        for kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
            response = client.post("/v", data={"text": text}, content_type=kind)
            assert response.status_code == 200
            assert Page(response.text).texts["h1"] == "Valid today"


def test_the_form_judges_a_file(
    client: FlaskClient, body: FakeBody, documents: FakeDocuments
) -> None:
    """A file is judged by what is in it; its name does not matter."""
    token = body.release()
    documents.known[b"%PDF-good"] = FoundToken(token)
    documents.known[b"%PDF-two"] = Contradiction((FoundToken(token), FoundToken("x")))
    for data, headline in (
        (b"%PDF-good", "Valid today"),
        (b"%PDF-two", "Do not rely on this"),
        (b"\x89PNG", "No code found in this picture"),
    ):
        file = (io.BytesIO(data), "a%0d%0aSet-Cookie:x.pdf")
        response = client.post("/v", data={"file": file})
        assert response.status_code == 200
        assert Page(response.text).texts["h1"] == headline
        assert "Set-Cookie" not in response.headers


def test_an_empty_form_is_shown_again(client: FlaskClient) -> None:
    """Nothing typed is no question: the form says what to do, beside the field it means."""
    response = client.post("/v", data={"text": "  "})
    assert response.status_code == 400
    assert 'aria-describedby="missing"' in response.text
    assert Page(response.text).texts["h1"].startswith("Check a certificate")


def test_a_busy_reader_asks_for_patience(body: FakeBody, documents: FakeDocuments) -> None:
    """When all readers are busy the page says so, and when to come back."""
    documents.is_busy = True
    client = make_client(body, documents=documents)
    response = client.post("/v", data={"file": (io.BytesIO(b"%PDF"), "x.pdf")})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Try again in a few seconds" in response.text


def test_without_ledger_the_list_s_age_is_told(body: FakeBody) -> None:
    """A verifier alone says from when its list is, with the day where that is another one."""
    token = body.release()
    client = make_client(body, has_ledger=False)
    body.listed_at = NOON - timedelta(minutes=7)
    text = Page(client.post("/v", data={"text": token}).text).texts["main"]
    assert f"Checked by {HOST} at 12:00 UTC on 20 November 2026, list from 11:53 UTC." in text
    body.listed_at = NOON - timedelta(hours=23)
    client = make_client(body, has_ledger=False)
    text = Page(client.post("/v", data={"text": token}).text).texts["main"]
    assert "list from 13:00 UTC on 19 November 2026." in text


def test_an_unfinished_check_is_neither_yes_nor_no(body: FakeBody) -> None:
    """Without a list nothing is green or red, and the page says whom to call."""
    body.lists_down = True
    token = body.release()
    response = make_client(body, has_ledger=False).post("/v", data={"text": token})
    assert 'class="undetermined"' in response.text
    assert Page(response.text).texts["h1"] == "We could not finish the check"
    assert "+1 555 0100" in response.text


def test_a_ledger_that_is_down_is_an_unfinished_check(client: FlaskClient, body: FakeBody) -> None:
    """A number cannot be looked up while the ledger is down, and that is what is said."""
    body.ledger.down = True
    page = read(client, f"/v/{NUMBER}")
    assert page.texts["h1"] == "We could not finish the check"


def test_a_demonstration_says_so_on_every_page() -> None:
    """What an issuer on loopback signs is a specimen, in verdict, refusal and form."""
    body = FakeBody("http://127.0.0.1:8000")
    client = make_client(body)
    body.release()
    for path in ("/v", f"/v/{NUMBER}", f"/v/{SLIP}"):
        assert "SPECIMEN" in client.get(path).text


def test_the_front_door_leads_to_the_form(client: FlaskClient) -> None:
    """The paper says where to check; typing just the host's name gets there."""
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/v")


@pytest.mark.parametrize("path", ["/v", "/V", f"/v/{NUMBER}", f"/V/{NUMBER}"])
def test_head_has_no_body(client: FlaskClient, body: FakeBody, path: str) -> None:
    """A link checker gets the same status and no page."""
    body.release()
    response = client.head(path)
    assert (response.status_code, response.data) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/v/%00",
        "/v/%ff%fe",
        "/v/%0d%0aSet-Cookie:x",
        "/v/" + "9" * 3000,
        "/v/../v",
        "/v/%F0%9F%92%A9",
    ],
)
def test_strange_paths_are_answered(client: FlaskClient, path: str) -> None:
    """Whatever stands where a number should, there is an answer, and never an incident."""
    response = client.get(path)
    assert response.status_code in {200, 404}
    assert "Set-Cookie" not in response.headers


def test_pages_ask_for_nothing_and_set_nothing(client: FlaskClient, body: FakeBody) -> None:
    """No page sets a cookie, is kept or indexed, tells where it was, or asks for a secret."""
    body.release()
    for path in ("/v", f"/v/{NUMBER}", f"/v/{SLIP}", "/nowhere"):
        response = client.get(path)
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert 'content="noindex"' in response.text
        assert 'type="password"' not in response.text
        assert not re.search(
            r"(src|href|action)=\"(https?:)?//(?!cert\.example\.org)", response.text
        )
