"""The PDF says what the drawing says, carries the token, and is the same every time."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from issuer.certificate.drawing import OverfullError, Paper, UndrawableError

INJECTION = '#panic("x") *b* $x$'
HUNDRED = (
    "Dr Maria Alexandrina Wilhelmina Konstantinopoulou-Featherstonehaugh"
    " von und zu Hohenlohe-Waldenburgs"
)
PAGE = (
    "Example Certification Board"
    " This certifies that Dr Amélie Example-Santos Physician"
    " has met the requirements of the certification scheme"
    " Certificate in Botulinum Toxin Injection for Aesthetic Indications"
    " Scheme btx-1, version 2026.1"
    " scope Glabella, forehead and lateral canthal lines in adults"
    " limits This certificate shows that the person met the requirements of the scheme on the date"
    " shown. It is not a licence to practise, and it does not replace supervision that the law"
    " requires. Prof. Helena Vorstand Chair of the Certification Committee"
    " certificate number BTX-7K3M-9QPD first issued 20 November 2026"
    " effective 1 December 2026 valid through 30 November 2028"
    " Scan with your phone\u2019s camera, or go to cert.example.org and type BTX-7K3M-9QPD."
    " Telephone +1 202 555 0143"
)


def _words(pdf):
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return " ".join(text.split())


def _structure(pdf, key):
    """Return every value of `key` in the structure tree."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(thing[key])
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
            if key in thing
        }


@pytest.mark.parametrize("paper", Paper)
def test_it_says_all_this_and_no_more(typesetter, make_drawing, paper):
    """Read aloud from first to last, one page says the whole drawing, on either paper."""
    assert _words(typesetter.draw(make_drawing(), paper)) == PAGE


@pytest.mark.parametrize(
    ("paper", "points"), [(Paper.A4, (841.89, 595.28)), (Paper.LETTER, (792, 612))]
)
def test_it_lies_on_the_paper_asked_for(typesetter, make_drawing, paper, points):
    """A4 and Letter, both landscape."""
    page = pypdfium2.PdfDocument(typesetter.draw(make_drawing(), paper))[0]
    assert page.get_size() == pytest.approx(points, abs=0.01)


def test_the_token_is_attached_as_data(typesetter, make_drawing):
    """The attachment is the token to the byte, in relationship Data, as PDF/A-3 wants it."""
    drawing = make_drawing()
    with pikepdf.open(io.BytesIO(typesetter.draw(drawing))) as document:
        assert list(document.attachments) == ["credential.jwt"]
        attached = document.attachments["credential.jwt"]
        assert attached.get_file().read_bytes() == drawing.token.encode()
        assert attached.obj.AFRelationship == "/Data"
        assert attached.get_file().mime_type == "application/jwt"
        assert len(document.Root.AF) == 1


def test_the_same_drawing_gives_the_same_bytes(typesetter, make_drawing):
    """Nothing of the day, the machine or the order of drawing gets into the file."""
    first = typesetter.draw(make_drawing())
    typesetter.draw(make_drawing(name="Somebody Else"))
    assert typesetter.draw(make_drawing()) == first


def test_its_date_is_the_signing(typesetter, make_drawing):
    """The file was created, it says, when the credential was signed."""
    with pikepdf.open(io.BytesIO(typesetter.draw(make_drawing()))) as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261120093000")


def test_title_and_author(typesetter, make_drawing):
    """The title names certificate and holder; the author is the issuer."""
    with pikepdf.open(io.BytesIO(typesetter.draw(make_drawing()))) as document:
        assert document.docinfo["/Title"] == "Certificate BTX-7K3M-9QPD: Dr Amélie Example-Santos"
        assert document.docinfo["/Author"] == "Example Certification Board"
        assert document.Root.Lang == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle


def test_a_specimen_says_so_everywhere(typesetter, make_drawing):
    """In the title, in the keywords, across the page, and in words that are read aloud."""
    pdf = typesetter.draw(make_drawing(specimen=True))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]).startswith("SPECIMEN")
        assert "SPECIMEN" in str(document.docinfo["/Keywords"])
    assert "Specimen: this page certifies nothing." in _words(pdf)
    assert "SPECIMEN" in _words(pdf)


def test_a_certificate_is_no_specimen(typesetter, make_drawing):
    """The real thing has no such word."""
    pdf = typesetter.draw(make_drawing())
    assert b"SPECIMEN" not in pdf
    assert "SPECIMEN" not in _words(pdf).upper()


def test_the_code_has_words_for_those_who_cannot_see_it(typesetter, make_drawing):
    """The alternative text names host and number, and never spells out the token."""
    (alternative,) = _structure(typesetter.draw(make_drawing()), "/Alt")
    assert alternative == "QR code: opens cert.example.org and checks certificate BTX-7K3M-9QPD"


@pytest.mark.parametrize(
    ("native", "tag", "language"),
    [
        ("Ελένη Παπαδοπούλου", "el", "el"),
        ("Наталія Ґалаґан", "uk-UA", "uk-UA"),
        ("Милена Петровић", "sr-Cyrl-RS", "sr-RS"),
        ("אמלי כהן", "HE", "he"),
        ("王小明", "zh-Hant-TW", "zh-TW"),
        ("Անահիտ Պետրոսյան", None, "und"),
        ("Ελένη", "not a tag", "und"),
    ],
)
def test_a_native_name_carries_its_language(typesetter, make_drawing, native, tag, language):
    """The name in the holder's own script is on the page and tagged for a screen reader."""
    pdf = typesetter.draw(make_drawing(name_native=native, native_language=tag))
    assert native in _words(pdf) or language == "he"  # pdfium gives Hebrew in visual order
    assert language in _structure(pdf, "/Lang")


@pytest.mark.parametrize("tag", ["he", "en", None])
def test_a_right_to_left_name_runs_to_the_left(typesetter, make_drawing, tag):
    """Its first letter stands right of its last, Latin between them, whatever is claimed."""
    name = "אמלי B. כהן"
    pdf = typesetter.draw(make_drawing(name_native=name, native_language=tag))
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    letters = page.get_text_range()
    first, last = (page.get_charbox(letters.index(letter))[0] for letter in (name[0], name[-1]))
    assert first > last


def test_typst_code_is_printed_as_it_is(typesetter, make_drawing):
    """What looks like markup or code in any field is text, and nothing but text."""
    fields = ("name", "name_native", "profession", "scheme_title", "limits_text", "issuer_name")
    drawing = make_drawing(**dict.fromkeys(fields, INJECTION), scope=(INJECTION, "= b", "@c <d>"))
    words = _words(typesetter.draw(drawing))
    assert words.count(INJECTION) == len(fields) + 1
    assert "= b" in words
    assert "@c <d>" in words


@pytest.mark.parametrize("paper", Paper)
def test_a_name_of_a_hundred_characters_stays_large(typesetter, make_drawing, paper):
    """It is set in lines of no less than 24 points."""
    assert len(HUNDRED) == 100
    page = pypdfium2.PdfDocument(typesetter.draw(make_drawing(name=HUNDRED), paper))[0]
    text = page.get_textpage()
    letters = text.get_text_range()
    for word in ("Maria", "Waldenburgs"):
        assert pypdfium2.raw.FPDFText_GetFontSize(text, letters.index(word)) >= 24


@pytest.mark.parametrize(
    ("field", "value", "character"),
    [
        ("name", "Dr 😀", "😀"),
        ("name_native", "Ann\U00013000", "\U00013000"),
        ("profession", "\u202eNurse", "\u202e"),
        ("signatory_role", "Chair\x07", "\x07"),
    ],
)
def test_what_cannot_be_drawn_is_refused(typesetter, make_drawing, field, value, character):
    """No box is ever printed for a missing glyph: the refusal names field and character."""
    with pytest.raises(UndrawableError) as refused:
        typesetter.draw(make_drawing(**{field: value}))
    assert refused.value.character == character
    assert refused.value.field in field
    assert value not in str(refused.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"limits_text": "It is not a licence to practise. " * 300},
        {"scope": ("Glabella, forehead and lateral canthal lines in adults",) * 60},
        {"scheme_title": "Botulinumtoxin" * 8},
        {"host": ".".join(["aesthetic-medicine"] * 9)},
        {"link_bytes": 780},
        {"link_bytes": 3000},
    ],
)
def test_what_does_not_fit_is_refused(typesetter, make_drawing, changes):
    """Texts that would need a second page, or type too small to read, or another column."""
    with pytest.raises(OverfullError):
        typesetter.draw(make_drawing(**changes))


def test_a_refusal_leaves_the_typesetter_usable(typesetter, make_drawing):
    """The next drawing after a refused one comes out as ever."""
    good = typesetter.draw(make_drawing())
    with pytest.raises(OverfullError):
        typesetter.draw(make_drawing(limits_text="a licence " * 2000))
    assert typesetter.draw(make_drawing()) == good


def test_many_threads_draw_what_one_does(typesetter, make_drawing):
    """Eight threads with one typesetter give, byte for byte, what one gives alone."""
    ordinary = make_drawing()
    drawings = [replace(ordinary, number=f"BTX-7K3M-{i:04d}") for i in range(12)]
    alone = [typesetter.draw(drawing) for drawing in drawings]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(typesetter.draw, drawings))
    assert together == alone
    assert len(set(together)) == len(drawings)
