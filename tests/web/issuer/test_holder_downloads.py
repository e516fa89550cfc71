"""What a holder takes away: each file is what it says, in each language, and can be checked."""

from __future__ import annotations

import hashlib
import io
from itertools import pairwise

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tests.certificate.edited import painted_over
from tests.web.issuer.conftest import URL
from tests.web.issuer.holding import NAME, Certified, plain
from verifier.languages import CODES, language

PAPERS = [
    f"/me/{kind}.pdf?in={code}&paper={paper}"
    for kind, paper in (("certificate", "letter"), ("poster", "a4"), ("card", "a4"))
    for code in ("en", "es", "ar")
]


@pytest.fixture(scope="module")
def holder(shared):
    """Return somebody with a certificate, on their own page."""
    return Certified(shared, native="نور المثالية").enter()


def code_in(picture):
    """Return what the one code in a picture says."""
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


def raster(pdf, dpi):
    """Return the one page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0].render(scale=dpi / 72).to_pil()


@pytest.mark.parametrize("path", PAPERS)
def test_each_paper_can_be_checked_in_each_language(holder, path):
    """Dropped into the public check it is valid, and what its issuer handed out; so is its code."""
    answer = holder.look(path)
    assert answer.mimetype == "application/pdf"
    assert holder.number in answer.headers["Content-Disposition"]
    page = holder.site.client().post("/v", data={"file": (io.BytesIO(answer.data), "paper.pdf")})
    assert page.status_code == 200
    assert "Valid today" in plain(page.text)
    assert "saved" not in plain(page.text)
    with holder.site.world.database.reading() as unit:
        assert unit.drawings.find(hashlib.sha256(answer.data).digest()) == holder.number
    link = (
        f"{URL}/v/{holder.number}"
        if "card" in path
        else holder.site.world.printer.drawing(holder.number).link
    )
    assert code_in(raster(answer.data, 300 if "card" in path else 150)) == link


@pytest.mark.parametrize("code", CODES)
def test_edited_it_is_refused_in_each_language(holder, code):
    """Another name, number or last day beside the genuine code: do not rely on this."""
    drawing = holder.site.world.printer.drawing(holder.number)
    pdf = holder.look(f"/me/certificate.pdf?in={code}&paper=a4").data
    for text, instead in (
        (NAME, "Dr Mallory Forged"),
        (holder.number, f"{holder.number[:-4]}0000"),
        (language(code).day(drawing.valid_through), "2099"),
    ):
        file = (io.BytesIO(painted_over(pdf, text, instead)), "paper.pdf")
        headers = {"Accept-Language": code}
        page = holder.site.client().post("/v", data={"file": file}, headers=headers)
        assert f"<title>{language(code).say('Do not rely on this')} " in page.text, instead
        assert NAME not in page.text


def test_a_card_is_as_large_as_a_bank_card(holder):
    """85.6 by 54 millimetres, and nothing smaller than what a phone reads."""
    document = pypdfium2.PdfDocument(holder.look("/me/card.pdf").data)
    width, height = (round(side / 72 * 25.4, 1) for side in document[0].get_size())
    assert (width, height) == (85.6, 54.0)


def test_a_poster_is_read_from_as_far_as_it_says(holder):
    """With the pixels that a phone has at that distance, in a frame of 1,920, the code is read."""
    pdf = holder.look("/me/poster.pdf").data
    text = " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())
    (said,) = [word for before, word in pairwise(text.split()) if before == "from"]
    seen = 2 * int(said) * 10 * 0.637  # mm that 65 degrees take in at that distance
    dpi = 1920 / seen * 25.4
    assert code_in(raster(pdf, dpi)) == holder.site.world.printer.drawing(holder.number).link


def test_the_code_alone(holder):
    """As a picture of whole pixels, and as vectors."""
    link = holder.site.world.printer.drawing(holder.number).link
    answer = holder.look("/me/code.png")
    picture = Image.open(io.BytesIO(answer.data)).convert("L")
    assert code_in(picture) == link
    assert {shade for _, shade in picture.getcolors()} == {0, 255}  # no edge is grey
    svg = holder.look("/me/code.svg")
    assert svg.mimetype == "image/svg+xml"
    assert svg.data.startswith(b"<svg")


@pytest.mark.parametrize("asked", ["de", "", "../x", "EN", "ar%00"])
def test_a_language_that_there_is_not_is_english(holder, asked):
    """Whatever is asked for, a paper comes."""
    answer = holder.look(f"/me/certificate.pdf?in={asked}&paper=a9")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{holder.number}.pdf"'


def test_without_a_link_there_is_no_file(holder):
    """A stranger's browser gets nothing, whatever it asks for."""
    stranger = holder.site.client()
    paths = [*PAPERS, "/me/code.svg", "/me/code.png"]
    assert {stranger.get(path).status_code for path in paths} == {403}
