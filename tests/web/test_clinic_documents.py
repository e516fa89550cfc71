"""`/clinic` with PDFs and photos among the rows; and the small groups that its script asks for."""

from __future__ import annotations

import io
import json
import re

import pytest

from tests.factories import FakeBody, FakeDocuments, make_number
from tests.web.verifier.clients import make_client
from verifier.scan.found import FoundToken
from verifier.web.clinic import GROUPS
from verifier.web.clinic_list import MAX_DOCUMENTS
from verifier.web.clinic_rows import MAX_GROUP

PDF, PNG = b"%PDF-1.7 genuine", b"\x89PNG\r\n\x1a\n nothing"
NUMBER = make_number()
JSON = {"Accept": "application/json"}  # as the page's script asks
ROW = {"text": NUMBER, "name": "Amelie Example Santos"}


@pytest.fixture
def documents():
    """Return the reader of documents."""
    return FakeDocuments()


@pytest.fixture
def client(documents):
    """Return a client of a site that knows one genuine document."""
    body = FakeBody()
    documents.known[PDF] = FoundToken(body.release())
    return make_client(body, documents=documents)


def send(client, *files, text="", path="/clinic", **fields):
    """Hand in files, as a browser does."""
    handed = [(io.BytesIO(data), name) for name, data in files]
    return client.post(path, data={"text": text, "file": handed, **fields})


def group(client, rows, *, first=1, days=False, data=None):
    """Ask for a group of rows, or for the one of a document."""
    asked = {"first": first, "days": days, "rows": rows}
    if data is None:
        return client.post("/api/clinic/rows", json=asked, headers=JSON)
    sent = {"group": json.dumps(asked), "file": (io.BytesIO(data), "a.pdf")}
    return client.post("/api/clinic/rows", data=sent, headers=JSON)


def told(answer):
    """Return the outcome of each row of a page or a group."""
    return re.findall(r'data-outcome="(\w+)"', answer.text.replace('\\"', '"'))


def test_a_list_and_documents_together(client):
    """Each row in its place; a document that a row names is compared with that row's name."""
    answer = send(
        client, ("a.pdf", PDF), ("b.png", PNG), ("c.csv", b"number,name\na.pdf,Ann Exampel"),
        text=NUMBER,
    )  # fmt: skip
    assert answer.status_code == 200
    assert told(answer) == ["valid", "valid", "undetermined"]
    assert re.findall(r'data-match="(\w+)"', answer.text) == ["not_told", "differs", "not_told"]
    assert "<bdi>b.png</bdi>" in answer.text
    assert 'value="pdf"' not in answer.text.split("</table>")[1]  # the files are not here any more


def test_what_was_done_is_kept_when_readers_are_busy(client, documents):
    """A 503 with the rest of the table in it; the row that was not read says so."""
    documents.is_busy = True
    answer = send(client, ("a.pdf", PDF), text=NUMBER)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3"
    assert told(answer) == ["valid", "undetermined"]
    assert "1 not finished" in answer.text
    saved = json.loads(send(client, ("a.pdf", PDF), text=NUMBER, format="json").data)
    assert [row["finished"] for row in saved["rows"]] == [True, False]


def test_too_many_documents(client):
    """A sentence, and no verdict."""
    files = [(f"{place}.pdf", PDF) for place in range(MAX_DOCUMENTS + 1)]
    answer = send(client, *files)
    assert answer.status_code == 400
    assert "Give at most 50 at a time." in answer.text
    assert told(send(client, *files[1:])) == ["valid"] * MAX_DOCUMENTS


def test_a_list_that_fills(client):
    """Its rows, the names of its documents, and a page in which no row is checked yet."""
    sent = {"text": "a,Ann\nB.pdf", "document": ["b.pdf", "b.pdf"], "checked_by": "Nora Example"}
    answer = json.loads(client.post("/api/clinic/list", data=sent).data)
    assert [row["text"] for row in answer["rows"]] == ["a", "B.pdf", "b (2).pdf"]
    assert answer["names"] == ["b.pdf", "b (2).pdf"]
    assert answer["documents"] == [None, 0, 1]
    assert answer["page"].count("Waiting to be checked.") == 3
    assert "Nora Example" in answer["page"]
    assert "data-outcome" not in answer["page"].split("<tbody")[1].split("</tbody>")[0]


@pytest.mark.parametrize("text", ["", "number,on\nBTX,soon", "x\n" * 201])
def test_a_list_that_cannot_be_read(client, text):
    """The sentence of the page, as a problem."""
    problem = client.post("/api/clinic/list", data={"text": text}, headers=JSON)
    assert (problem.status_code, problem.mimetype) == (400, "application/problem+json")
    assert problem.json["detail"].endswith(".")


def test_a_group(client):
    """The same lines as the whole page has, with the places that were asked for."""
    rows = [ROW, {"text": "hello", "on": "2026-05-01"}]
    answer = group(client, rows, first=7, days=True)
    assert [row["place"] for row in answer.json["rows"]] == [7, 8]
    page = client.post("/clinic", data={"text": f"{NUMBER},Amelie Example Santos"}).text
    line = re.search(r"<tr [^>]*data-place.*?</tr>", page, re.DOTALL)[0]
    alone = group(client, [ROW]).json["rows"][0]["html"]
    assert re.sub(r"\s+", "", line) in re.sub(r"\s+", "", alone)


def test_a_document_alone(client, documents):
    """One file with its row; with no time for it, a 503."""
    answer = group(client, [{**ROW, "text": "a.pdf"}], data=PDF)
    assert told(answer) == ["valid"]
    assert "The certificate says what your list says." in answer.text
    documents.is_busy = True
    busy = group(client, [{"text": "a.pdf"}], data=PDF)
    assert (busy.status_code, busy.json["code"]) == (503, "busy")
    assert busy.headers["Retry-After"] == "3"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"first": 1, "days": False, "rows": []},
        {"first": 0, "days": False, "rows": [ROW]},
        {"first": 1, "days": "no", "rows": [ROW]},
        {"first": 1, "days": False, "rows": [{"text": ""}]},
        {"first": 1, "days": False, "rows": [ROW] * (MAX_GROUP + 1)},
        {"first": 1, "days": False, "rows": [ROW], "more": 1},
    ],
)
def test_a_group_that_is_none(client, asked):
    """A problem, never a fault of ours."""
    assert client.post("/api/clinic/rows", json=asked).status_code == 422
    assert client.post("/api/clinic/rows", data={"group": json.dumps(asked)}).status_code in {
        400,
        422,
    }


def test_a_group_of_another_kind(client):
    """No form, no file, a file too many: a sentence."""
    for sent in ({}, {"group": "x"}, {"file": (io.BytesIO(PDF), "a.pdf")}):
        assert client.post("/api/clinic/rows", data=sent).status_code == 422
    broken = client.post("/api/clinic/rows", data=b"{", content_type="application/json")
    assert broken.status_code == 400
    asked = {"group": json.dumps({"first": 1, "days": False, "rows": [ROW, ROW]})}
    sent = {**asked, "file": (io.BytesIO(PDF), "a.pdf")}
    assert client.post("/api/clinic/rows", data=sent).status_code == 400


def test_a_patient_is_not_locked_out(client):
    """A clinic that used up all its lists leaves the single look-ups as they were."""
    limits = group(client, [{"text": "x"}]).headers
    assert limits["X-RateLimit-Limit"] == GROUPS.split()[0]
    for _ in range(21):
        client.post("/api/clinic/list", data={"text": "x"})
    assert client.post("/api/clinic/list", data={"text": "x"}).status_code == 429
    assert client.get(f"/v/{NUMBER}").status_code == 200
    assert client.post("/api/v1/verify", json={"text": NUMBER}).status_code == 200


def test_a_document_as_a_report(client):
    """As a PDF, documents and all: what is filed is what the site found itself."""
    answer = send(client, ("a.pdf", PDF), text=NUMBER, format="pdf", checked_by="Nora Example")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-1.7")
    assert "certificates-checked.pdf" in answer.headers["Content-Disposition"]
