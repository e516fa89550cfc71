"""Names that cannot be printed are refused where they are entered, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.certificate.printing import link_of
from issuer.certificate.qr import qr_version
from issuer.certification.exam import Candidate
from issuer.credentials.printable import MAX_LINK, PrintableNames
from issuer.errors import NameTooLongError, NameUnprintableError
from tests.factories import ISSUER, YEAR, FakeBody, make_credential
from tests.issuer.board import BODY
from verifier.credential import StatusReference
from verifier.number import CertificateNumber

FINEST = 22  # the QR version whose modules are still half a millimetre wide
NATIVE = {"native_name": "د. ليلى مثال منصور", "native_language": "sr-Cyrl-RS"}


def names(url=BODY.url):
    return PrintableNames(url, lambda _: None)


def is_taken(candidate, profession="physician", url=BODY.url):
    try:
        names(url).check(candidate, profession)
    except NameTooLongError:
        return False
    return True


def link_for(candidate, profession="physician", url=BODY.url):
    """Return the longest link this candidate can get: real, with everything else at its longest."""
    body = FakeBody(url)
    made = make_credential(
        issuer=url,
        name=candidate.name,
        native_name=candidate.native_name,
        native_language=candidate.native_language,
        profession=profession,
        number=str(CertificateNumber("BTXYZ", "7K3M9QP")),
        type=f"{url}/t/999",
        status=StatusReference(uri=f"{url}/s/999", index=131_071),
    )
    return link_of(url, body.sign(replace(made, effective=made.signed + YEAR)))


def longest(letter, *, others=None, **options):
    """Return the candidate with the longest name of one letter that is taken."""
    made = [Candidate("C-1", letter * length, **(others or {})) for length in range(1, 600)]
    taken = [candidate for candidate in made if is_taken(candidate, **options)]
    assert taken == made[: len(taken)]
    return taken[-1]


@pytest.mark.parametrize("url", [ISSUER, "http://127.0.0.1:8000"])
@pytest.mark.parametrize("profession", ["rn", "p" * 32])
@pytest.mark.parametrize("others", [{}, NATIVE])
@pytest.mark.parametrize("letter", ["a", '"', "\\"])
def test_the_longest_name(letter, others, profession, url):
    """The longest name that is taken fits the finest code that scans; one letter more does not."""
    last = longest(letter, others=others, profession=profession, url=url)
    text = link_for(last, profession, url)
    assert qr_version(text) == FINEST
    assert MAX_LINK - len(text) <= 4
    more = replace(last, name=last.name + letter)
    assert qr_version(link_for(more, profession, url)) == FINEST + 1


def test_room_enough():
    """A hundred Latin letters, the longest name that a result may hold, fit beside any address."""
    assert is_taken(Candidate("C-1", "a" * 100))
    assert is_taken(Candidate("C-1", "é" * 80))
    assert is_taken(Candidate("C-1", "Dr Layla Example-Mansour", **NATIVE))


def test_a_long_name_is_refused_over_the_whole_way(board):
    """Nothing of it is on record."""
    before = board.everything()
    with pytest.raises(NameTooLongError):
        board.take(candidate={"name": "漢" * 90})
    assert board.everything() == before


@pytest.mark.parametrize("field", ["name", "native_name"])
def test_a_character_without_a_glyph(undrawable, field):
    """It is named, with its code, in the holder's own script too."""
    checker = PrintableNames(BODY.url, undrawable)
    candidate = Candidate("C-1", "Ana", "Ana", "sr")
    checker.check(candidate, "rn")
    with pytest.raises(NameUnprintableError, match=r"𓀀 \(U\+13000\)"):
        checker.check(replace(candidate, **{field: "Ana 𓀀"}), "rn")
