"""`/clinic`: a list pasted or handed in, as a table, a CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta

import pytest

from tests.factories import NOON, FakeBody, make_number
from tests.web.verifier.clients import make_client
from verifier.status_list import Status
from verifier.web.clinic_list import MAX_EACH, MAX_LIST, MAX_SHOWN, MAX_TOTAL

NUMBER = make_number()
SOON = make_number("8Z2K4TT")
WITHDRAWN = make_number("9A9A9A9")
LIST = f"""number,name,profession,scope,on
{NUMBER},"Example-Santos, AMELIE",physician,frown lines,2026-05-01
{SOON},Ann Exampel,rn,,
{WITHDRAWN},,,,
hello,=Ann,,,
"""


@pytest.fixture
def body():
    """Return a body with certificates in three states."""
    made = FakeBody()
    made.release()
    made.release(number=SOON, name="Ann Example", expires=NOON + timedelta(days=90))
    made.release(number=WITHDRAWN, name="Bea Example")
    made.change(Status.REVOKED, number=WITHDRAWN)
    made.statuses.clear()
    return made


@pytest.fixture
def client(body):
    """Return a client of its site."""
    made = make_client(body)
    made.script = re.search(r'/static/clinic/clinic.js[^"]*', made.get("/clinic").text)[0]
    return made


def check(client, text="", **fields):
    """Send the form, as a browser does."""
    return client.post("/clinic", data={"text": text, **fields}, content_type="multipart/form-data")


def rows_of(page):
    """Return the text of each row of the table."""
    body = page.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    rows = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]
    return [" ".join(row.split()) for row in rows]


def text_of(answer):
    """Return what is read on a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split()).replace(" ,", ",")


def test_the_form(client):
    """One form, which works without its script; no cookie, and the policy of every page."""
    answer = client.get("/clinic")
    assert answer.status_code == 200
    assert answer.text.count("<form") == 1
    assert re.findall("<script[^>]*>", answer.text) == [
        f'<script src="{client.script}" defer>',
    ]
    assert client.get(client.script).mimetype == "text/javascript"
    assert "Set-Cookie" not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_table(client):
    """Each row in its place: what was given, the match, then the verdict, then who it is."""
    answer = check(client, LIST)
    assert answer.status_code == 200
    rows = rows_of(answer.text)
    assert [row.split(".")[0] for row in rows] == ["1", "2", "3", "4"]
    for row, words in zip(
        rows,
        [
            ("Matches", "In force", "Valid today", "Dr Amélie Example-Santos"),
            ("Differs", "Only on the certificate: Example", "Valid today", "Ann Example"),
            ("Not compared", "Withdrawn", "Bea Example"),
            ("Not compared", "Not a certificate", "Nothing was proven"),
        ],
        strict=True,
    ):
        places = [row.rfind(word) for word in words]
        assert places == sorted(places), row
        assert places[0] >= 0, row
    told = text_of(answer)
    assert "1 matches, 1 differs, 2 not compared" in told
    assert "2 valid, 2 not in force or not genuine, 0 not finished" in told
    assert "All ( 4 ) Expires within 90 days ( 1 ) Not valid ( 2 ) Differs" in told


def test_a_report_to_file(client):
    """Who checked, for whom, when, where, and how old the withdrawals are."""
    answer = check(client, LIST, checked_by="<b>Nora Example", organisation="Example Clinic")
    text = text_of(answer)
    for words in (
        *("Checked by &lt;b&gt;Nora Example", "For Example Clinic"),
        *("Checked on 20 November 2026 at 12:00 UTC, at cert.example.org",),
        *("Withdrawals as known on 20 November 2026 at 12:00 UTC.", "not a licence"),
    ):
        assert words in text


@pytest.mark.parametrize(("days", "is_soon"), [(0, True), (90, True), (91, False)])
def test_what_expires_soon(days, is_soon):
    """Within 90 days and valid now; one that is withdrawn expires no more."""
    body = FakeBody()
    body.release(expires=NOON + timedelta(days=days, seconds=1 if days == 0 else 0))
    assert ('<tr role="row" class="soon"' in check(make_client(body), NUMBER).text) is is_soon
    body.change(Status.SUSPENDED)
    assert 'class="soon"' not in check(make_client(body), NUMBER).text


def test_a_file(client):
    """A CSV handed in is the same as the same text pasted."""
    data = {"text": "", "file": (io.BytesIO(b"\xef\xbb\xbf" + LIST.encode()), "list.csv")}
    answer = client.post("/clinic", data=data)
    assert rows_of(answer.text) == rows_of(check(client, LIST).text)


def test_an_empty_file_field_is_no_file(client):
    """Browsers send an empty file where none was chosen."""
    data = {"text": NUMBER, "file": (io.BytesIO(b""), "")}
    assert client.post("/clinic", data=data).status_code == 200


def test_as_csv(client):
    """The same answers in the same order; no cell is run by a spreadsheet."""
    answer = check(client, LIST, format="csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["match"] for row in rows] == ["matches", "differs", "not_told", "not_told"]
    assert [row["reason"] for row in rows] == ["valid", "valid", "revoked", "malformed"]
    assert rows[3]["name"] == "'=Ann"
    assert rows[0]["valid_through"] == "2027-11-19"
    assert not [cell for row in rows for cell in row.values() if re.match(r"[=+\-@\t\r]", cell)]


def test_as_json(client):
    """The same as the API answers."""
    answer = json.loads(check(client, LIST, format="json").data)
    rows = [{"text": NUMBER, "name": "Example-Santos, AMELIE", "profession": "physician",
             "scope": "frown lines", "on": "2026-05-01"}]  # fmt: skip
    told = json.loads(client.post("/api/v1/verify/batch", json={"rows": rows}).data)
    assert answer["rows"][0] == told["rows"][0]
    assert len(answer["rows"]) == 4


def test_the_report_offers_itself_as_a_file(client):
    """The list stands in the page's own form, and comes out as the same rows."""
    page = check(client, LIST).text
    again = re.search(r'name="text" value="([^"]*)"', page)[1]
    again = again.replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">")
    assert rows_of(check(client, again).text) == rows_of(page)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Paste numbers, or choose files."),
        ("number,on\nBTX,soon", "Line 2: write the day like 2026-03-31."),
        ("x\n" * (MAX_SHOWN + 1), "Give at most 200 at a time."),
        ("x" * (MAX_LIST + 1), "The list is too long for this page."),
        ("number,<i>\n1,2", "The column &lt;i&gt; is not known."),
    ],
)
def test_what_cannot_be_read(client, text, told):
    """The form comes back with a sentence, and with what was typed."""
    answer = check(client, text)
    assert answer.status_code == 400
    assert told in answer.text
    assert 'role="alert"' in answer.text


def test_as_many_as_fit(client):
    """Two hundred rows are a page."""
    assert len(rows_of(check(client, "x\n" * MAX_SHOWN).text)) == MAX_SHOWN


def test_too_much(client):
    """Files beyond the limit, and bytes that are no text; a list in both places is one list."""
    for data, status in ((b"\xff\xfe", 400), (b"x" * (MAX_LIST + 1), 400)):
        sent = {"text": "", "file": (io.BytesIO(data), "list.csv")}
        assert client.post("/clinic", data=sent).status_code == status
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    large = part + b"%PDF-" + bytes(MAX_EACH) + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    told = client.post("/clinic", data=large, content_type=kind).text
    assert "a.pdf is larger than 10 MB." in told
    both = {"text": NUMBER, "file": (io.BytesIO(b"hello"), "list.csv")}
    assert len(rows_of(client.post("/clinic", data=both).text)) == 2
    said = {"CONTENT_LENGTH": str(MAX_TOTAL + 1)}
    answer = client.post("/clinic", data=b"", content_type=kind, environ_overrides=said)
    assert answer.status_code == 413


def test_no_list_of_tokens_is_too_long_to_save(body, client):
    """What the page takes, its own form can send again: 200 tokens, quoted and escaped."""
    token = body.ledger.tokens[NUMBER]
    text = f'{token},"""A"", {"é" * 60}"\n' * MAX_SHOWN
    assert len(text.encode()) < MAX_LIST
    page = check(client, text).text
    again = re.search(r'name="text" value="([^"]*)"', page)[1].replace("&#34;", '"')
    assert check(client, again, format="csv").status_code == 200


def test_lists_are_limited(client):
    """Twenty a minute from one address; looking at the form is free."""
    told = [check(client, "x").status_code for _ in range(21)]
    assert told == [200] * 20 + [429]
    assert client.get("/clinic").status_code == 200


def test_a_row_is_counted(client):
    """Each row is a verdict in the figures, by its reason and this way."""
    check(client, LIST)
    figures = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text
    assert 'probatum_verdicts_total{reason="valid",way="clinic"} 2.0' in figures
    assert "Amelie" not in figures


def test_every_sentence_is_short(client):
    """At most 20 words, on the form and around the table."""
    for page in (client.get("/clinic").text, check(client, "x").text):
        shown = re.sub(r"<(style|title).*?</\1>", "", page, flags=re.DOTALL)
        for block in re.findall(r"<(?:p|label|td)[^>]*>(.*?)</(?:p|label|td)>", shown, re.DOTALL):
            for sentence in re.split(r"[.?!:]\s", re.sub(r"<[^>]+>", " ", block)):
                assert len(sentence.split()) <= 20, sentence
