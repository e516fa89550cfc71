"""The words on a certificate are compared with its credential: ours agree, edited ones do not."""

from __future__ import annotations

import io
import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from issuer.certificate.drawing import Paper
from tests.certificate.edited import painted_over, saved_again
from verifier.credential import Credential, StatusReference
from verifier.number import ALPHABET
from verifier.scan.comparison import differs
from verifier.scan.fold import fold
from verifier.scan.pages import read_lines
from verifier.scan.printed import read_printed

COUNT = 180
SEED = 20_261_121
DAY = timedelta(days=1)

ZONES = (
    "UTC",
    "America/New_York",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Pacific/Pago_Pago",
)
TITLES = ("", "", "Dr ", "Prof. Dr. med. ", "Nurse ")
FIRST = (
    *("Amélie", "José", "Łukasz", "Søren", "Đorđe", "Þóra", "Ægir", "Nguyễn", "Ștefan", "Œuvrard"),
    *(
        "I\u011fd\u0131r",
        "Zoë",
        "Jean-François",
        "D\u2019Arcy",
        "O'Neill",
        "Ħamid",
        "Ŧor",
        "Ĺubica",
    ),
    *(
        "Ŵyn",
        "Bo",
        "Stefflich",
        "Ffion",
        "Müller",
        "ß-Weiß",
        "Şule",
        "Ōtani",
        "Ƙande",
        "Wilhelmina",
    ),
    "\u02bbAlana",
)
PARTICLES = ("", "", " de la", " von und zu", " bin", " van der", " y")
NATIVE = (
    (None, None),
    ("Ελένη Παπαδοπούλου", "el"),
    ("Наталія Ґалаґан", "uk-UA"),
    ("אמלי B. כהן", "he"),
    ("أميلي سانتوس", "ar"),
    ("أميلي Example سانتوس 12", "ar"),
    ("王小明", "zh-Hant-TW"),
    ("山田 花子", "ja"),
    ("김민지", "ko"),
    ("สมชาย ใจดี", "th"),
    ("अमेली शर्मा", "hi"),
    ("Անահիտ Պետրոսյան", None),
    ("Nguyễn Thị Minh Khai", "vi"),
    ("Physician Example", "en"),
)
PROFESSIONS = (
    "Physician",
    "Registered Nurse",
    "Nurse Practitioner",
    "Ärztin",
    "Médecin-chirurgien",
)
SCOPES = (
    ("Glabella, forehead and lateral canthal lines in adults",),
    ("valid through 1 January 2031", "certificate number BTX-0000-0000", "effective"),
    (
        "Masseter reduction and contouring of the lower face, including the depressor anguli oris "
        * 2,
    ),
)


def random_name(rng):
    """Return a name of one letter to a hundred, in Latin letters of many countries."""
    words = [rng.choice(FIRST) + rng.choice(PARTICLES) for _ in range(rng.choice([1, 2, 2, 3, 7]))]
    joined = rng.choice([" ", " ", "-"]).join(words)
    return (rng.choice(TITLES) + joined)[:100].strip("- ")


def random_number(rng):
    """Return what looks like a number."""
    letters = "".join(rng.choices(ALPHABET, k=8))
    return f"{rng.choice(['BTX', 'AB', 'HYA42'])}-{letters[:4]}-{letters[4:]}"


def random_pair(rng, make_drawing):
    """Return a drawing and the credential that it is drawn from."""
    zone = ZoneInfo(rng.choice(ZONES))
    signed = datetime(2026, 1, 1, tzinfo=UTC) + rng.random() * 700 * DAY
    signed = signed.replace(microsecond=0)
    effective = signed + rng.choice([0, 0, rng.randrange(90)]) * DAY
    through = effective.astimezone(zone).date() + rng.randrange(30, 1500) * DAY
    native, language = rng.choice(NATIVE)
    drawing = make_drawing(
        number=random_number(rng),
        name=rng.choice([random_name(rng)] * 6 + [text for text, _ in NATIVE if text]),
        name_native=native,
        native_language=language,
        profession=rng.choice(PROFESSIONS),
        scope=rng.choice(SCOPES),
        first_issued=signed.astimezone(zone).date(),
        effective=effective.astimezone(zone).date(),
        valid_through=through,
        specimen=rng.random() < 0.5,
    )
    expires = datetime.combine(through + DAY, time(), zone).astimezone(UTC)
    return drawing, credential_of(drawing, signed, effective, expires)


def credential_of(drawing, signed, effective, expires):
    return Credential(
        issuer="https://cert.example.org",
        type="https://cert.example.org/t/1",
        number=drawing.number,
        name=drawing.name,
        profession="physician",
        signed=signed,
        effective=effective,
        expires=expires,
        status=StatusReference("https://cert.example.org/s/1", 7),
        native_name=drawing.name_native,
        native_language=drawing.native_language,
    )


def pages_of(pdf):
    """Return what a PDF says, page by page, for certificates."""
    return [page for lines in read_lines(pdf) for page in read_printed(lines)]


def is_different(pdf, credential, *professions):
    (page,) = pages_of(pdf)
    return differs(page, credential, professions)


@pytest.fixture(scope="module")
def pairs(make_drawing):
    """Return drawings of all sorts, with their credentials, the same each time."""
    rng = random.Random(SEED)  # noqa: S311 - it has to be the same each time
    return [random_pair(rng, make_drawing) for _ in range(COUNT)]


def test_our_own_drawings_are_never_different(typesetter, pairs):
    """Whatever name, script, zone, paper and words: what we draw from a credential agrees."""
    for (drawing, credential), paper in zip(pairs, itertools.cycle(Paper), strict=False):
        (page,) = pages_of(typesetter.draw(drawing, paper))
        for labels in ({drawing.profession, "Otra"}, {drawing.profession}, ()):
            assert not differs(page, credential, labels), (drawing, page)
        # Agreement is not for want of reading: every fact is found on every page.
        assert page.number[0] == drawing.number
        assert len(page.first_issued) == len(page.effective) == len(page.valid_through) == 1
        assert str(drawing.valid_through.year) in page.valid_through[0]
        assert drawing.profession in page.person[-1]
        assert len(page.person) >= 2 + (drawing.name_native is not None)


def changes(drawing, rng):
    """Return `drawing` with one thing changed, for each thing that is compared."""
    last = drawing.number[-1]
    return {
        "name": replace(drawing, name="Dr Mallory Forged"),
        "letter": replace(drawing, name=drawing.name + "a"),
        "number": replace(drawing, number=drawing.number[:-1] + ("A" if last != "A" else "B")),
        "valid through": replace(drawing, valid_through=drawing.valid_through + DAY),
        "a year more": replace(drawing, valid_through=drawing.valid_through + 365 * DAY),
        "effective": replace(drawing, effective=drawing.effective - 3 * DAY),
        "first issued": replace(
            drawing, first_issued=drawing.first_issued - rng.randrange(3, 4000) * DAY
        ),
    }


def is_compared_whole(drawing, credential):
    """Tell whether nothing is let pass: a Latin name, no second one with Latin words.

    Nor a midnight that may be that of either side of the date line.
    """
    latin = all(fold(letter) for letter in drawing.name if letter.isalpha())
    alone = not fold(drawing.name_native or "")
    return latin and alone and not 10 <= credential.expires.hour <= 12


def test_redrawn_with_something_else_they_differ(typesetter, pairs):
    """The genuine code beside another name, number or date is refused, on either paper."""
    rng = random.Random(SEED)  # noqa: S311 - it has to be the same each time
    latin = [pair for pair in pairs if is_compared_whole(*pair)][:15]
    assert len(latin) == 15
    missed = [
        (what, drawing.name)
        for drawing, credential in latin
        for what, edited in changes(drawing, rng).items()
        if not is_different(
            typesetter.draw(edited, rng.choice(list(Paper))), credential, drawing.profession
        )
    ]
    assert missed == []


ORDINARY = {
    "signed": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    "effective": datetime(2026, 12, 1, tzinfo=UTC),
    "expires": datetime(2028, 12, 1, tzinfo=UTC),
}


@pytest.fixture
def ordinary(typesetter, make_drawing):
    """Return a certificate as its PDF, and the credential it is drawn from."""
    drawing = make_drawing()
    return typesetter.draw(drawing), credential_of(drawing, **ORDINARY)


PAINTED = {
    "Dr Amélie Example-Santos": "Dr Mallory Forged",
    "BTX-7K3M-9QPD": "BTX-7K3M-9QPE",
    "20 November 2026": "20 November 2016",
    "1 December 2026": "1 December 2025",
    "30 November 2028": "30 November 2038",
}


@pytest.mark.parametrize(("text", "instead"), PAINTED.items())
def test_painted_over_they_differ(ordinary, text, instead):
    """What stood there before is still in the file, and does not hide what is seen now."""
    pdf, credential = ordinary
    assert is_different(painted_over(pdf, text, instead), credential, "Physician")


@pytest.mark.parametrize(("text", "instead"), PAINTED.items())
def test_ghosts_are_not_read(ordinary, text, instead):
    """Invisible letters, which text recognition lays under a scan with its slips, say nothing."""
    pdf, credential = ordinary
    ghost = painted_over(pdf, text, instead, mode=3)
    assert not is_different(ghost, credential, "Physician")


def test_letters_exchanged_in_the_file_differ(ordinary):
    """Two glyphs of a line exchanged by pikepdf, nothing drawn over, make it another."""
    pdf, credential = ordinary
    differing = sum(
        is_different(exchanged, credential, "Physician") for exchanged in exchanging(pdf)
    )
    assert differing == len(
        ["name", "profession", "number", "twice", "to type", "issued", "through"]
    )


def exchanging(pdf):
    """Yield `pdf` with the first two glyphs of one line in each other's place, for each line."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page, out = document.pages[0], io.BytesIO()
        lines = list(pikepdf.parse_content_stream(page))
        for at, line in enumerate(lines):
            if str(line.operator) in {"Tj", "TJ"}:
                changed = [*lines[:at], turned(line), *lines[at + 1 :]]
                page.Contents = document.make_stream(pikepdf.unparse_content_stream(changed))
                out = io.BytesIO()
                document.save(out)
                yield out.getvalue()


def turned(line):
    """Return a text instruction with its first two glyphs, of two bytes each, exchanged."""
    parts = line.operands[0] if str(line.operator) == "TJ" else line.operands
    data = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    glyphs = pikepdf.String(data[2:4] + data[:2] + data[4:])
    return pikepdf.ContentStreamInstruction([glyphs], pikepdf.Operator("Tj"))


def test_saved_again_they_agree(ordinary):
    """Another program's way of writing the same page changes nothing."""
    pdf, credential = ordinary
    again = saved_again(pdf)
    assert again != pdf
    assert not is_different(again, credential, "Physician")


def test_a_letter_about_a_certificate_is_none(ordinary):
    """A page that does not read like a certificate is compared with nothing."""
    pdf, _ = ordinary
    (lines,) = read_lines(pdf)
    assert len(read_printed(lines)) == 1
    assert read_printed([replace(line, text=f"({line.text}) of hers") for line in lines])
    assert read_printed([replace(line, text=f"hers: {line.text}") for line in lines]) == []
    assert read_printed([]) == []


def test_a_credential_that_ends_with_the_calendar_is_compared_without_dates(ordinary):
    """There is no day after the last one; its number is compared all the same."""
    pdf, credential = ordinary
    last = replace(credential, expires=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert not is_different(pdf, last, "Physician")
    assert is_different(pdf, replace(last, number="BTX-7K3M-9QPE"), "Physician")
