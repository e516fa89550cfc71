"""Certificates in three languages, posters and cards: whole, conforming, and in whole sentences."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pypdfium2
import pytest

from issuer.certificate import words
from issuer.certificate.card import draw_card
from issuer.certificate.drawing import Paper
from issuer.certificate.poster import draw_poster, reading_distance
from issuer.certificate.preview import draw_preview
from issuer.certificate.rehearsal import _NAME as LONGEST_NAME
from tests.certificate.conftest import ADDRESS
from verifier.languages import CODES, language
from verifier.verdict import Reason

TITLES = {
    "en": "Certificate in Botulinum Toxin Injection for Aesthetic Indications",
    "es": "Certificado en inyección de toxina botulínica para indicaciones estéticas",
    "ar": "شهادة في حقن توكسين البوتولينوم لأغراض تجميلية",
}
LONG = {
    "name": LONGEST_NAME,
    "scheme_title": "Certificate of Advanced Competence in Botulinum Toxin Injection for "
    "Aesthetic Indications of the Upper Face and of the Neck in Adults",
    "specimen": True,
}


def in_language(drawing, code):
    """Return a drawing whose words are in a language."""
    return replace(drawing, language=code, words_language=code, scheme_title=TITLES[code])


def text_of(pdf):
    """Return the words of a page."""
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


@pytest.mark.java
def test_every_sheet_conforms_to_both(typesetter, make_drawing, judge, tmp_path):
    """PDF/A-3a and PDF/UA-1 hold for each kind of sheet in each language."""
    files = []
    for code in ("es", "ar"):  # in English the certificate alone is judged elsewhere
        arabic = {"name_native": "د. ليلى المنصوري", "native_language": "ar"}
        drawing = in_language(make_drawing(**arabic), code)
        for name, pdf in {
            "certificate": typesetter.draw(drawing),
            "poster": draw_poster(typesetter, drawing, Paper.LETTER),
            "card": draw_card(typesetter, drawing, ADDRESS),
        }.items():
            files.append(tmp_path / f"{name}-{code}.pdf")
            files[-1].write_bytes(pdf)
    status, verdict = judge(*files)
    assert status == 0, verdict
    for file in files:
        assert f"conforms PDFA-3A {file.name}\n" in verdict
        assert f"conforms PDFUA-1 {file.name}\n" in verdict


def test_every_word_is_in_the_catalogue():
    """What is printed beside a certificate's own words is translated, whole."""
    for code in ("es", "ar"):
        spoken = language(code)
        same = [text for text in words.sentences() if spoken.say(text) == text]
        assert same == []
        assert "1" not in spoken.count(*words.STEPS, 1) or code == "es"


def test_a_page_in_arabic_is_copied_as_it_is_read(typesetter, make_drawing):
    """Name, number, dates and address come out in their order, from each sheet."""
    drawing = in_language(make_drawing(), "ar")
    for pdf in (
        typesetter.draw(drawing),
        draw_poster(typesetter, drawing, Paper.A4),
        draw_card(typesetter, drawing, ADDRESS),
    ):
        text = text_of(pdf)
        for words_of in (drawing.name.rpartition("-")[0], drawing.number, drawing.host):
            assert words_of in text, text
    text = text_of(typesetter.draw(drawing))
    assert language("ar").day(drawing.valid_through) in text
    assert drawing.signatory_name in text


def test_a_page_in_spanish_has_no_english_left(typesetter, make_drawing):
    """But for the scheme's limits, which the file has in English alone, and what names are."""
    text = text_of(typesetter.draw(in_language(make_drawing(limits_text="X"), "es")))
    assert "Se certifica que" in text
    assert "30 de noviembre de 2028" in text
    assert not [each for each in words.CERTIFICATE.values() if each in text and len(each) > 5]


@pytest.mark.parametrize(("code", "paper"), list(product(CODES, Paper)))
def test_the_longest_words_fit_each_sheet(typesetter, make_drawing, code, paper):
    """The longest name and a long title are set smaller; the poster's code is never smaller."""
    drawing = replace(make_drawing(link_bytes=779, **LONG), language=code)
    assert typesetter.draw(drawing, paper)
    assert draw_poster(typesetter, drawing, paper)
    assert draw_card(typesetter, drawing, "https://certificates.a-rather-long.example.org")
    assert draw_preview(typesetter, drawing, ADDRESS, Reason.VALID)


def test_a_longer_link_is_read_from_nearer():
    """The distance follows from the size of a module: 375 of them, rounded down to fives."""
    short, long = reading_distance("x" * 540), reading_distance("x" * 779)
    assert (short, long) == (55, 45)
