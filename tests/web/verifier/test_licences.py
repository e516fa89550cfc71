"""`/licences`: where are you treated? The regulators' registers that trusted types name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tests.factories import ISSUER, FakeBody, make_type
from tests.web.verifier.clients import SiteClient, make_client
from verifier.credential_type import CredentialType, LicenceRegister, TypeWords
from verifier.languages import language
from verifier.trust import PinnedTrust, Trust, TrustedIssuer
from verifier.trust_file import TrustFile, format_trust, parse_trust
from verifier.web.licences import Place, Regulator, places

MEDICAL = LicenceRegister(
    "US-TX", "Texas, United States", "Board A", "https://a.example.org/", ("physician",)
)
NURSING = LicenceRegister(
    "US-TX", "Texas, United States", "Board B", "https://b.example.org/", ("rn",)
)
COUNCIL = LicenceRegister("GB", "United Kingdom", "Council", "https://c.example.org/")
SPANISH = TypeWords(
    title="Certificado",
    scope=("a", "b", "c"),
    everyday=("a", "b", "c"),
    professions={"physician": "médico", "rn": "enfermera"},
    places={"US-TX": "Texas, Estados Unidos", "GB": "Reino Unido"},
)
TEXAS = "Texas, United States"


def make_kind(serial: int = 1, **changes: Any) -> CredentialType:
    """Return a type with registers, and with its words in Spanish."""
    told: dict[str, Any] = {
        "url": f"{ISSUER}/t/{serial}",
        "registers": (MEDICAL, NURSING, COUNCIL),
        "translations": {"es": SPANISH},
    }
    return replace(make_type(), **told | changes)


def make_issuer(*kinds: CredentialType, url: str = ISSUER) -> TrustedIssuer:
    """Return an issuer with these types."""
    return replace(FakeBody(url).trusted, types={kind.url: kind for kind in kinds})


class Body(FakeBody):
    """A body with types of its own."""

    def __init__(self, *kinds: CredentialType) -> None:
        super().__init__()
        self.kinds = kinds

    @property
    def trusted(self) -> TrustedIssuer:
        """Return it as a verifier believes it."""
        return replace(super().trusted, types={kind.url: kind for kind in self.kinds})


def told(*issuers: TrustedIssuer, code: str = "en") -> dict[str, list[Regulator]]:
    """Return the places by name."""
    found = places(Trust(issuers), language(code))
    return {place.name: list(place.regulators) for place in found}


def client(*kinds: CredentialType, **changes: Any) -> SiteClient:
    """Return a client of a site."""
    return make_client(Body(*kinds), **changes)


def test_places_by_name_and_regulators_by_profession() -> None:
    """Each place once, in order; its registers with the professions that they differ by."""
    assert told(make_issuer(make_kind())) == {
        TEXAS: [
            Regulator("Board A", MEDICAL.url, ("physician",)),
            Regulator("Board B", NURSING.url, ("registered nurse",)),
        ],
        "United Kingdom": [Regulator("Council", COUNCIL.url, ())],
    }


def test_words_are_the_scheme_s_in_the_reader_s_language() -> None:
    """Places and professions are translated where the scheme is; a regulator keeps its name."""
    kind = make_kind(translations={"es": replace(SPANISH, places={"US-TX": "Texas, EE. UU."})})
    found = places(Trust([make_issuer(kind)]), language("es"))
    texas, kingdom = found
    assert texas == Place(
        "US-TX",
        "Texas, EE. UU.",
        "es",
        (
            Regulator("Board A", MEDICAL.url, ("médico",)),
            Regulator("Board B", NURSING.url, ("enfermera",)),
        ),
    )
    assert (kingdom.name, kingdom.language) == ("United Kingdom", "en")
    assert told(make_issuer(make_kind()), code="ar").keys() == {TEXAS, "United Kingdom"}


def test_the_newest_version_of_a_scheme_counts() -> None:
    """A register that moved is told at its new address; another scheme's are told beside it."""
    moved = replace(MEDICAL, url="https://moved.example.org/")
    nine, ten = make_kind(9), make_kind(10, registers=(moved,))
    other = make_kind(3, scheme="other", registers=(COUNCIL,))
    found = told(make_issuer(ten, nine, other))
    assert found[TEXAS] == [Regulator("Board A", moved.url, ("physician",))]
    assert found["United Kingdom"] == [Regulator("Council", COUNCIL.url, ())]


def test_one_address_is_told_once_for_all_its_professions() -> None:
    """Two issuers who name the same register name it together."""
    elsewhere = "https://other.example.org"
    first = make_issuer(make_kind(registers=(MEDICAL,)))
    for named, joined in ((("rn",), ("physician", "registered nurse")), ((), ())):
        register = replace(MEDICAL, professions=named)
        second = make_issuer(
            make_kind(url=f"{elsewhere}/t/1", registers=(register,)), url=elsewhere
        )
        assert told(first, second) == {TEXAS: [Regulator("Board A", MEDICAL.url, joined)]}


def test_the_page_leads_away_without_telling_whence() -> None:
    """Plain links with the reminder; nothing is loaded from there, and no script is needed."""
    page = client(make_kind()).get("/licences")
    assert page.status_code == 200
    links = re.findall(r'<a href="(https://[^"]+)" rel="noreferrer">', page.text)
    assert links == [MEDICAL.url, NURSING.url, COUNCIL.url]
    assert "A certificate is not a licence" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_page_is_in_the_reader_s_language() -> None:
    """Asked for by its address or by the browser; the scheme's words say in which they are."""
    site = client(make_kind())
    spanish = site.get("/licences", headers={"Accept-Language": "es-MX,es"}).text
    assert "¿Dónde le atienden?" in spanish
    assert '<h2 id="US-TX" lang="es"><bdi dir="auto">Texas, Estados Unidos</bdi></h2>' in spanish
    arabic = site.get("/licences?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in arabic
    assert '<h2 id="US-TX" lang="en"><bdi dir="auto">Texas, United States</bdi></h2>' in arabic


def test_where_no_register_is_known_the_body_is_to_be_asked() -> None:
    """Types from before there were registers have none: the page says so, with the telephone."""
    page = client(make_kind(registers=()))
    text = page.get("/licences").text
    assert "We have no list of registers yet." in text
    assert 'href="tel:+15550100"' in text


def test_a_verifier_that_stands_alone_has_them_from_its_trust_file() -> None:
    """They travel in the file, and its page is the same."""
    file = parse_trust(format_trust(TrustFile(Trust([make_issuer(make_kind())]), {})).encode())
    assert told(*file.trust.issuers) == told(make_issuer(make_kind()))
    assert told(*PinnedTrust(file.trust).current().issuers, code="es").keys() == {
        "Texas, Estados Unidos",
        "Reino Unido",
    }
    alone = client(make_kind(), has_ledger=False).get("/licences")
    assert TEXAS in alone.text
