"""In which language a page answers: the reader's, or the one asked for; the desk's is English."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Blueprint, Flask, render_template_string

from tests.factories import NOON, FakeBody, make_number, make_token, make_type
from tests.web.verifier.clients import SiteClient, make_client
from verifier.credential_type import Shown, TypeWords
from verifier.languages import CODES, language, languages
from verifier.status_list import Status
from verifier.trust import Trust
from verifier.type_words import shown_in_words, type_words
from verifier.web.page_data import page_data
from verifier.web.services import Services

NUMBER = make_number()
MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)
SPANISH = TypeWords(
    title="Certificado en inyección de toxina botulínica",
    scope=("Glabela", "Frente", "Patas de gallo"),
    everyday=("Arrugas del entrecejo", "Líneas de la frente", "Líneas junto a los ojos"),
    professions={"physician": "médica o médico"},
)
VALID = {"en": "Valid today", "es": "Válido hoy", "ar": "صالحة اليوم"}


@pytest.fixture
def spanish(body: FakeBody) -> FakeBody:
    """Return a body whose scheme has its words in Spanish too."""
    body.kinds = [replace(make_type(body.url), translations={"es": SPANISH})]
    return body


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ar-EG", "ar"),
        ("fr,ar;q=0.5,en;q=0.4", "ar"),
        ("fr", "en"),
        ("", "en"),
        ("en-US,es;q=0.9", "en"),
        ("*", "en"),
        ("es;q=0,en;q=0.1", "en"),
        (";;;=,\x01", "en"),
    ],
)
def test_the_browser_s_language_is_answered(client: SiteClient, accepted: str, code: str) -> None:
    """The first language of the list that we speak; English where there is none."""
    answer = client.get("/v", headers={"Accept-Language": accepted})
    direction = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in answer.text
    assert answer.headers["Content-Language"] == code
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("asked", "code"), [("es", "es"), ("en", "en"), ("xx", "ar"), ("", "ar")])
def test_a_link_asks_for_another(client: SiteClient, asked: str, code: str) -> None:
    """What a link asks for wins over the browser; what nobody speaks is not asked for."""
    headers = {"Accept-Language": "ar"}
    assert f'<html lang="{code}"' in client.get(f"/v?lang={asked}", headers=headers).text


def test_a_language_once_asked_for_stays(client: SiteClient, body: FakeBody) -> None:
    """Every link and form of the page leads to pages in that language."""
    body.release()
    body.change(Status.SUPERSEDED, successor=make_number("8Z2K4TT"))
    page = client.get(f"/v/{NUMBER}?lang=es").text
    assert f'href="/v/{make_number("8Z2K4TT")}?lang=es"' in page
    assert 'href="/v/es"' in page
    assert 'action="/v?lang=es"' in client.get("/v/es").text
    assert 'action="/v"' in client.get("/v", headers={"Accept-Language": "es"}).text


def test_each_page_leads_to_itself_in_the_other_languages(
    client: SiteClient, body: FakeBody
) -> None:
    """At the foot are the others by their own names; a verdict is had again without scanning."""
    token = body.release()
    for path, (before, after) in {
        "/v": ("/v/", ""),
        f"/v/{NUMBER}": (f"/v/{NUMBER}?lang=", ""),
        "/nowhere": ("?lang=", ""),
    }.items():
        page = client.get(path).text
        assert f'<a href="{before}es{after}" lang="es" hreflang="es" dir="ltr">Español</a>' in page
        assert f'<a href="{before}ar{after}" lang="ar" hreflang="ar" dir="rtl">العربية</a>' in page
        assert ">English</a>" not in page
    for typed, address in {
        token: f"/v/es#{token}",
        f"https://elsewhere.example/v#{token}": f"/v/es#{token}",
        NUMBER.lower(): f"/v/{NUMBER}?lang=es",
        "hello": "/v/es#hello",
    }.items():
        page = client.post("/v", data={"text": typed}).text
        assert f'href="{address}" lang="es"' in page, typed


@pytest.mark.parametrize("code", CODES)
def test_a_verdict_in_each_language(client: SiteClient, body: FakeBody, code: str) -> None:
    """Heading, dates and what was checked are the reader's; name and number are as they are."""
    token = body.release()
    for page in (
        client.get(f"/v/{NUMBER}?lang={code}").text,
        client.post(f"/v?lang={code}", data={"text": token}).text,
    ):
        assert f"<span>{VALID[code]}</span></h1>" in page
        assert '<bdi dir="auto">Dr Amélie Example-Santos</bdi>' in page
        assert language(code).day(date(2027, 11, 19)) in page
        assert "19" in page
        assert language(code).say("Is that the person treating you?") in html.unescape(page)


def test_dates_are_told_in_the_language() -> None:
    """The day is spelled as people write it, with the digits of the paper."""
    day = date(2026, 3, 3)
    told = [each.day(day) for each in languages()]
    assert told == ["3 March 2026", "3 de marzo de 2026", "3 مارس 2026"]


def test_withdrawn_is_dated_in_each_language(client: SiteClient, body: FakeBody) -> None:
    """The day stands where the language wants it."""
    body.release()
    body.change(Status.REVOKED, since=MARCH)
    spanish, arabic = (client.get(f"/v/{NUMBER}?lang={code}").text for code in ("es", "ar"))
    assert "<span>Retirado el 3 de marzo de 2026</span>" in spanish
    assert "No confíe en él." in spanish
    assert "<span>سُحبت في 3 مارس 2026</span>" in arabic


def test_the_scheme_s_own_words(spanish: FakeBody) -> None:
    """They are in the reader's language where the scheme has them, and else marked as English."""
    client = make_client(spanish)
    token = spanish.release()
    page = client.post("/v?lang=es", data={"text": token}).text
    assert '<ul lang="es"><li><bdi>Arrugas del entrecejo</bdi></li>' in page
    assert '<span lang="es">médica o médico</span>' in page
    page = client.post("/v?lang=ar", data={"text": token}).text
    assert '<ul lang="en"><li><bdi>Frown lines between the brows</bdi></li>' in page
    assert '<span lang="en">physician</span>' in page
    (kind,) = spanish.kinds
    assert type_words(kind, language("es")) == (SPANISH, "es")
    assert type_words(kind)[1] == "en"


def test_what_the_holder_had_to_show() -> None:
    """Only what was asked is told, each in a few words; nothing where the scheme does not say."""
    whole = make_type().shown
    assert shown_in_words(whole) == (
        "Licence checked with the regulator",
        "Identity checked",
        "At least 32 hours of accredited training",
        "At least 10 supervised cases",
        "Written examination passed",
        "Practical examination passed",
    )
    some = Shown(training_hours=1, written=True)
    assert shown_in_words(some, language("es")) == (
        "Al menos 1 hora de formación acreditada",
        "Examen escrito aprobado",
    )
    assert shown_in_words(Shown()) == shown_in_words(None) == ()


def test_a_page_holds_one_language(spanish: FakeBody) -> None:
    """What the page's script says comes from the page, and is in its language alone."""
    page = make_client(spanish).get("/v/es").text
    assert "Valid today" not in page
    assert "Withdrawn" not in page
    known = json.loads(re.search('id="known">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert known["words"]["reasons"]["valid"][0] == "Válido hoy"
    assert known["words"]["since"]["revoked"] == "Retirado el {day}"
    (kind,) = known["trust"]["issuers"][0]["types"].values()
    assert (kind["title"], kind["language"]) == (SPANISH.title, "es")
    assert kind["professions"] == {"physician": "médica o médico", "rn": "registered nurse"}
    assert "Al menos 10 casos supervisados" in kind["shown"]
    assert "registers" not in kind


def test_the_api_answers_in_the_language_asked_for(client: SiteClient, body: FakeBody) -> None:
    """Sentences change, codes do not; English where nothing is asked."""
    token = body.release()
    plain, asked, preferred = (
        client.post(f"/api/v1/verify{query}", json={"text": token}, headers=headers)
        for query, headers in (
            ("", {}),
            ("?lang=ar", {}),
            ("", {"Accept-Language": "es"}),
        )
    )
    assert plain.json["headline"] == "Valid today"
    assert asked.json["headline"] == VALID["ar"]
    assert preferred.json["headline"] == VALID["es"]
    assert preferred.json["checks"][0]["name"] == "Está completo y se puede leer"
    same = ("outcome", "reason", "checked_at")
    assert [plain.json[m] for m in same] == [asked.json[m] for m in same]
    assert "Accept-Language" in preferred.headers["Vary"]


@pytest.mark.parametrize("code", CODES)
def test_refusals_are_in_the_language_too(client: SiteClient, code: str) -> None:
    """A page that says what went wrong says it to its reader."""
    page = client.get("/nowhere", headers={"Accept-Language": code}).text
    assert language(code).say("There is nothing at this address.") in page
    assert language(code).say("Not Found") in page


def test_pages_that_do_not_say_so_stay_english(body: FakeBody) -> None:
    """A desk in English does not greet a Spanish browser in two languages."""

    def extend(app: Flask, _: Services) -> None:
        desk = Blueprint("desk", __name__)
        desk.add_url_rule("/desk", view_func=lambda: render_template_string("{{ _('Check') }}"))
        app.register_blueprint(desk)

    answer = make_client(body, extend).get("/desk", headers={"Accept-Language": "es"})
    assert answer.text == "Check"
    assert "Content-Language" not in answer.headers


@pytest.mark.parametrize("code", CODES)
def test_several_and_saved_again(code: str) -> None:
    """A count has the language's form."""
    say = language(code)
    one = "There is {number} certificate in this picture."
    many = "There are {number} certificates in this picture."
    told = {"en": "There are 2 certificates in this picture."}
    told |= {"es": "Hay 2 certificados en esta imagen.", "ar": "توجد شهادتان في هذه الصورة."}
    assert say.count(one, many, 2) == told[code]


def test_a_page_carries_types_up_to_a_budget(body: FakeBody) -> None:
    """The newest are there; that some are left out is said, so that the script asks the site."""
    kinds = [replace(make_type(body.url), url=f"{body.url}/t/{n}") for n in range(1, 40)]
    trusted = replace(body.trusted, types={kind.url: kind for kind in kinds})
    (issuer,) = json.loads(page_data(Trust([trusted]), ()))["trust"]["issuers"]
    serials = [int(url.rpartition("/")[2]) for url in issuer["types"]]
    assert 2 <= len(serials) < 10
    assert sorted(serials) == list(range(40 - len(serials), 40))
    assert issuer["isCut"]
    (whole,) = json.loads(page_data(Trust([body.trusted]), ()))["trust"]["issuers"]
    assert not whole["isCut"]
    (files,) = json.loads(page_data(Trust([trusted]), (), is_whole=True))["trust"]["issuers"]
    assert len(files["types"]) == 39  # nobody is there to be asked


def test_the_budget_is_shared_by_the_bodies(body: FakeBody) -> None:
    """Of each body the newest type comes before the second of any."""
    bodies = [FakeBody(f"https://{name}.example") for name in ("one", "two", "three")]
    issuers = [
        replace(
            each.trusted,
            types={
                kind.url: kind
                for n in (1, 2, 3)
                for kind in [replace(make_type(each.url), url=f"{each.url}/t/{n}")]
            },
        )
        for each in bodies
    ]
    told = json.loads(page_data(Trust(issuers), ()))["trust"]["issuers"]
    assert all(f"{issuer['url']}/t/3" in issuer["types"] for issuer in told)
    assert body.url


def test_a_concern_can_be_reported_where_there_is_somebody_to_read_it(body: FakeBody) -> None:
    """The link has the number, and is only on pages of our own certificates."""
    link = f'href="/concern?number={NUMBER}"'
    token = body.release()
    assert "/concern" not in make_client(body).get(f"/v/{NUMBER}").text
    desk = make_client(body, concern="/concern")
    assert link in desk.get(f"/v/{NUMBER}").text
    assert f'href="/concern?lang=es&amp;number={NUMBER}"' in desk.get(f"/v/{NUMBER}?lang=es").text
    assert '"concern":"/concern?number="' in desk.get("/v").text
    assert "/concern?" not in desk.post("/v", data={"text": make_token(name="Mallory")}).text
    alone = make_client(body, concern="/concern", has_ledger=False)
    assert "/concern?" not in alone.post("/v", data={"text": token}).text


def test_the_way_to_the_registers_and_for_clinics(client: SiteClient, body: FakeBody) -> None:
    """Every verdict leads to where a licence is looked up, and the form to the clinic's page."""
    body.release(expires=NOON - timedelta(days=1))
    assert 'href="/licences"' in client.get(f"/v/{NUMBER}").text
    assert 'href="/licences?lang=ar"' in client.get(f"/v/{NUMBER}?lang=ar").text
    assert 'href="/clinic"' in client.get("/v").text


def test_only_these_pages_may_ask_for_the_camera(client: SiteClient) -> None:
    """The page itself may, and nothing within it; other addresses may not."""
    assert "camera=(self)" in client.get("/v").headers["Permissions-Policy"]
    for path in ("/nowhere", "/healthz", "/static/icon.svg"):
        assert "camera=()" in client.get(path).headers["Permissions-Policy"]
