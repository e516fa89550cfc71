"""A list's report to file: what it says, that it can be read, and veraPDF's verdict on it."""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pypdfium2
import pytest

from tests.factories import NOON, FakeBody, make_number, make_world
from verifier.languages import language
from verifier.report.legible import Legible
from verifier.report.pdf import ReportPrinter
from verifier.report.sheet import About
from verifier.roster.answer import BatchAnswer
from verifier.roster.check import RosterCheck
from verifier.roster.row import Row
from verifier.status_list import Status

WITHDRAWN = make_number("9A9A9A9")
MARKS = re.compile("[\u2066-\u2069]")
ABOUT = About("Nora Example", "Example Clinic", "cert.example.org")
ROWS = [
    {"text": make_number(), "name": "Example-Santos, AMELIE", "on": "2026-05-01"},
    {"text": WITHDRAWN, "name": "أميلي مثال", "profession": "rn", "scope": "masseter; glabella"},
    {"text": "hello 🧪\ufffe", "name": "王小明 Ελένη"},
    {"text": "x" * 9000, "name": "W" * 200, "profession": "p" * 100, "scope": "s" * 300},
]


@pytest.fixture(scope="module")
def printer():
    """Return what draws reports."""
    return ReportPrinter()


def checked(rows, url="https://cert.example.org", code="en"):
    """Return rows and their answers in a language."""
    body = FakeBody(url)
    body.release()
    body.release(number=WITHDRAWN, name="Bea", native_name="أميلي مثال", native_language="ar")
    body.change(Status.REVOKED, number=WITHDRAWN, since=NOON)
    body.statuses.clear()
    world = make_world(body)
    check = RosterCheck(world.inquiry, world.trust, NOON, language=language(code))
    listed = [Row(**row) for row in rows]
    answers = [each.answer for each in check.answer(listed)]
    return listed, BatchAnswer(checked_at=NOON, lists=check.lists, rows=answers)


def text_of(pdf):
    """Return the text of each page, its lines joined."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    return [" ".join(text.replace("\u200b", "").split()) for text in texts]


def test_what_it_says(printer):
    """Who, for whom, when, where; row by row what was asked and found; and by which lists."""
    rows, answer = checked(ROWS)
    told = " ".join(text_of(printer.draw(rows, answer, ABOUT)))
    digest = answer.lists[0].sha256
    for words in (
        *("Nora Example", "Example Clinic", "20 November 2026 at 12:00 UTC", "cert.example.org"),
        *("1 matches, 1 differs", "1 valid, 3 not in force or not genuine"),
        *("Example-Santos, AMELIE", "1 May 2026 In force It was in force on that day."),
        *("Withdrawn on 20 November 2026", "Reason: revoked", "valid through 19 November 2027"),
        *(f"{answer.lists[0].uri}", digest[:32], digest[32:]),
        *("A certificate is not a licence", "[U+1F9EA]", "王小明"),
    ):
        assert words in told, words


def test_the_answers_are_in_it(printer):
    """A program finds the same answers in the attached file."""
    rows, answer = checked(ROWS)
    with pikepdf.open(io.BytesIO(printer.draw(rows, answer, ABOUT))) as pdf:
        attached = pdf.attachments["certificates-checked.json"].get_file().read_bytes()
    assert json.loads(attached) == answer.model_dump(mode="json")


def test_a_long_list_has_pages(printer):
    """Every page has its number, its table's head and the moment of the check."""
    rows, answer = checked(ROWS[:2] * 30)
    *pages, last = text_of(printer.draw(rows, answer, ABOUT))
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages) + 1}" in page
        assert "Your list Match On that day Verdict Certificate" in page
    assert "SHA-256" in last


def test_the_same_answers_give_the_same_bytes(printer):
    """Drawn again it is the same file, by another printer too."""
    rows, answer = checked(ROWS)
    assert printer.draw(rows, answer, ABOUT) == ReportPrinter().draw(rows, answer, ABOUT)


def test_in_spanish(printer):
    """Its own words, days and page numbers are Spanish; names and digests are as they are."""
    rows, answer = checked(ROWS, code="es")
    told = " ".join(text_of(printer.draw(rows, answer, ABOUT, language("es"))))
    for words in (
        *("Comprobado por Nora Example", "20 de noviembre de 2026 a las 12:00 UTC"),
        *("coinciden: 1, difieren: 1, sin comparar: 2", "Ese día estaba vigente."),
        *("Retirado el 20 de noviembre de 2026", "Motivo: revoked", "Example-Santos, AMELIE"),
        *("Página 1 de 2", "Un certificado no es una licencia", answer.lists[0].sha256[:32]),
    ):
        assert MARKS.sub("", words) in MARKS.sub("", told), words
    assert "Certificates" not in told


def test_a_scheme_s_words_are_marked_with_their_language(printer):
    """Professions are English in a report of another language, where the scheme has no other."""
    languages = {}
    for code in ("en", "es", "ar"):
        rows, answer = checked(ROWS[:1], code=code)
        with pikepdf.open(io.BytesIO(printer.draw(rows, answer, ABOUT, language(code)))) as pdf:
            languages[code] = {
                str(thing.Lang)
                for thing in pdf.objects
                if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
                if "/Lang" in thing
            }
    assert languages == {"en": set(), "es": {"en"}, "ar": {"en"}}


def test_in_arabic_the_page_runs_from_right_to_left(printer):
    """The first column is at the right; a Latin name stands whole, and so does the time."""
    rows, answer = checked(ROWS, code="ar")
    pdf = printer.draw(rows, answer, ABOUT, language("ar"))
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()

    def left_of(text):
        place, _ = page.search(text, match_case=True).get_next()
        return page.get_charbox(place)[0]

    assert left_of("AMELIE") > left_of("Amélie") > 0  # the list's name, and the certificate's
    assert left_of("12:00") < left_of("UTC") < left_of("12:00") + 30
    assert left_of("Nora") < left_of("Example") < left_of("Nora") + 30


def test_a_demonstration_says_so(printer):
    """What a site on loopback issued proves nothing, and the report says it first."""
    rows, answer = checked(ROWS, "http://127.0.0.1:8000")
    assert text_of(printer.draw(rows, answer, About()))[0].startswith("SPECIMEN")


def test_a_stranger_s_characters_cost_little():
    """However many no font has, the tries are few; what is left is told by its number."""
    tries = []

    def draws(text):
        tries.append(text)
        return not any(character > "\u1000" for character in text)

    legible = Legible(draws)
    odd = "".join(map(chr, range(0x1100, 0x2100)))
    legible.learn(["Ann Example", odd])
    assert len(tries) < 60
    legible.learn(["Ann Example"])
    assert legible.mend("Ann \u1200") == "Ann [U+1200]"


@pytest.mark.java
def test_it_conforms(printer, judge, tmp_path):
    """PDF/A-3a for the archive and PDF/UA-1 for those who listen, whatever the list holds."""
    files = []
    for name, rows, code in (
        ("odd", ROWS * 3, "en"),
        ("bare", [{"text": "hello"}], "en"),
        ("spanish", ROWS, "es"),
        ("arabic", ROWS, "ar"),
    ):
        file, about = tmp_path / f"{name}.pdf", About() if name == "bare" else ABOUT
        file.write_bytes(printer.draw(*checked(rows, code=code), about, language(code)))
        files.append(file)
    status, verdict = judge(*files)
    assert status == 0, verdict
    for file in files:
        assert f"conforms PDFA-3A {file.name}\n" in verdict
        assert f"conforms PDFUA-1 {file.name}\n" in verdict
