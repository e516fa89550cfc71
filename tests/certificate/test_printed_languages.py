"""Words in Spanish and Arabic are compared with the credential as the English ones are."""

from __future__ import annotations

import io
import itertools
import random
from dataclasses import replace

import pikepdf
import pytest

from issuer.certificate.card import draw_card
from issuer.certificate.drawing import Paper
from issuer.certificate.poster import draw_poster
from tests.certificate.edited import painted_over, saved_again
from tests.certificate.test_printed_words import (
    ORDINARY,
    PROFESSIONS,
    SEED,
    changes,
    credential_of,
    is_compared_whole,
    pages_of,
    random_pair,
)
from verifier.languages import CODES, language
from verifier.scan.comparison import differs
from verifier.scan.fold import fold_all

COUNT = 60
DAYS = ("first_issued", "effective", "valid_through")
OTHERS = [code for code in CODES if code != "en"]
LABELS = {
    "es": ("Médica", "Enfermero", "Enfermera especialista"),
    "ar": ("طبيب", "ممرضة قانونية", "ممارس تمريض متقدم"),
}
NATIVE = ("سانتوس أميلي عبد الله", "Ελένη Παπαδοπούλου", "Наталія Ґалаґан", "אמלי כהן", "王小明")


def pairs(code, make_drawing):
    """Return drawings of all sorts in a language, with their credentials; some untranslated."""
    rng = random.Random(f"{SEED}{code}")  # noqa: S311 - it has to be the same each time
    for index in range(COUNT):
        drawing, credential = random_pair(rng, make_drawing)
        own = {"profession": rng.choice(LABELS[code]), "words_language": code} if index % 3 else {}
        yield replace(drawing, language=code, **own), credential


def labels_of(drawing):
    """Return what a verifier knows for the profession: the word printed, and other languages'."""
    return {drawing.profession, *PROFESSIONS[:1], LABELS["es"][0], LABELS["ar"][0]}


def is_different(pdf, drawing, credential):
    (page,) = pages_of(pdf)
    return differs(page, credential, labels_of(drawing))


def older(pdf):
    """Return a paper as it was drawn before its words could be copied in order."""
    return pdf.replace(b"/Direction/L2R", b"/Direction/R2L")


@pytest.mark.parametrize("code", OTHERS)
def test_our_own_drawings_are_never_different(typesetter, make_drawing, code):
    """Whatever name, script, zone and paper, and as older papers have it; every fact is found."""
    made = zip(pairs(code, make_drawing), itertools.cycle(Paper), strict=False)
    for (drawing, credential), paper in made:
        pdf = typesetter.draw(drawing, paper)
        for each in (pdf, older(pdf)) if code == "ar" else (pdf, saved_again(pdf)):
            (page,) = pages_of(each)
            for labels in (labels_of(drawing), ()):
                assert not differs(page, credential, labels), (drawing, page)
            assert page.number[0] == drawing.number
            through = fold_all(language(code).day(drawing.valid_through))
            assert list(map(fold_all, page.valid_through)) == [through]
            assert len(page.first_issued) == len(page.effective) == 1
            assert any(drawing.number in line for line in page.number[1:]), page
            assert fold_all(drawing.profession) in fold_all(page.person[-1])
            assert len(page.person) >= 2 + (drawing.name_native is not None)


@pytest.mark.parametrize("code", OTHERS)
def test_redrawn_with_something_else_they_differ(typesetter, make_drawing, code):
    """The genuine code beside another name, number, date or profession is refused."""
    rng = random.Random(SEED)  # noqa: S311 - it has to be the same each time
    made = [pair for pair in pairs(code, make_drawing) if is_compared_whole(*pair)][:8]
    assert len(made) == 8
    missed = [
        (what, drawing.name, drawing.profession)
        for drawing, credential in made
        for what, edited in {
            **changes(drawing, rng),
            "profession": replace(drawing, profession=LABELS[code][1] + LABELS[code][2]),
        }.items()
        if not is_different(typesetter.draw(edited, rng.choice(list(Paper))), drawing, credential)
    ]
    assert missed == []


PAINTED = (  # how far behind the left end of what is painted over, and what is put there
    ("Dr Amélie Example-Santos", 0, "Dr Mallory Forged"),
    ("Dr Amélie Example-Santos", 200, "Forged"),
    ("BTX-7K3M-9QPD", 0, "BTX-7K3M-9QPE"),
    ("BTX-7K3M-9QPD", 80, "E"),
    ("first_issued", 0, "20 November 2016"),
    ("effective", 0, "1 DE DICIEMBRE DE 2025"),
    ("effective", 12, "January"),
    ("valid_through", 0, "30 November 2038"),
    ("valid_through", 0, "30/11/2038"),
    ("valid_through", 60, "2038"),
    ("valid_through", 90, "38"),
)


@pytest.mark.parametrize("code", CODES)
def test_painted_over_in_whole_or_in_part_they_differ(typesetter, make_drawing, code):
    """In the page's language or another's; what cannot be seen, and the same again, do not."""
    drawing = make_drawing(language=code)
    pdf, credential = typesetter.draw(drawing), credential_of(drawing, **ORDINARY)
    days = {fact: language(code).day(getattr(drawing, fact)) for fact in DAYS}
    for text, along, instead in PAINTED:
        here = days.get(text, text)
        place = 0 if code == "ar" and text in days else along  # its year is at the left
        edited = painted_over(pdf, here, instead, along=place)
        assert is_different(edited, drawing, credential), instead
        ghost = painted_over(pdf, here, instead, along=place, mode=3)
        assert not is_different(ghost, drawing, credential), instead
    same = painted_over(pdf, drawing.number, drawing.number)
    assert not is_different(same, drawing, credential)


@pytest.mark.parametrize("code", CODES)
def test_a_name_in_its_own_script_is_compared(typesetter, make_drawing, code):
    """As the second name or the only one: with a letter more, less or another it is refused."""
    for native, field in itertools.product(NATIVE, ("name_native", "name")):
        drawing = make_drawing(language=code, **{field: native})
        credential = credential_of(drawing, **ORDINARY)
        assert not is_different(typesetter.draw(drawing), drawing, credential)
        for other in (native + native[-1], native[1:], native[0] + native[2:] + native[0]):
            edited = replace(drawing, **{field: other})
            assert is_different(typesetter.draw(edited), drawing, credential), other


def test_words_that_are_turned_around_are_not_judged(typesetter, make_drawing):
    """An older paper written anew is read in order, or, with its preference packed away, not."""
    drawing = make_drawing(language="ar", name_native=NATIVE[0])
    pdf, credential = older(typesetter.draw(drawing)), credential_of(drawing, **ORDINARY)
    assert not is_different(saved_again(pdf), drawing, credential)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        packed = io.BytesIO()
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"R2L" not in packed.getvalue()
    assert pages_of(packed.getvalue()) == []


@pytest.mark.parametrize("code", CODES)
def test_posters_and_cards_are_no_certificates(typesetter, make_drawing, code):
    """They have other words, which are compared with nothing."""
    drawing = make_drawing(language=code)
    for pdf in (
        draw_poster(typesetter, drawing, Paper.A4),
        draw_card(typesetter, drawing, "https://cert.example.org"),
    ):
        assert pages_of(pdf) == []
