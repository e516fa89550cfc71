"""`/clinic` in its reader's language: chosen as the verdict page's is; data for programs is not."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.factories import NOON, FakeBody, FakeDocuments, make_number, make_type, make_world
from tests.web.verifier.clients import make_client
from tests.web.verifier.test_languages import SPANISH
from verifier.languages import CODES, language
from verifier.report.words import CHECKED, CHECKING
from verifier.roster.reading import RosterError, Wrong, read_roster
from verifier.status_list import Status
from verifier.web.app import create_app

NUMBER, WITHDRAWN = make_number(), make_number("9A9A9A9")
LIST = f"""number,name,profession,scope,on
{NUMBER},"Anna Exampel, M.D.",rn,masseter,2026-05-01
{WITHDRAWN},أميلي مثال,,,2026-03-01
hello,,,,
"""
OTHERS = [code for code in CODES if code != "en"]
MARKS = re.compile("[\u2066-\u2069]")
ENGLISH_LEFT = re.compile(
    r"\b(the|your|list|checked|certificate|match|verdict|row|valid|not|day|save|show)\b",
    re.IGNORECASE,
)


def make_body(url="https://cert.example.org"):
    """Return a body with one valid and one withdrawn certificate, its scheme in Spanish too."""
    body = FakeBody(url)
    body.kinds = [replace(make_type(url), translations={"es": SPANISH})]
    body.release()
    body.release(
        number=WITHDRAWN, name="Bea Example", native_name="أميلي مثال", native_language="ar"
    )
    body.change(Status.REVOKED, number=WITHDRAWN, since=NOON)
    body.statuses.clear()
    return body


@pytest.fixture
def client():
    """Return a client of its site."""
    return make_client(make_body())


def check(client, code="", text=LIST, accepted="", **fields):
    """Send the form from a page in a language."""
    query = f"?lang={code}" if code else ""
    headers = {"Accept-Language": accepted} if accepted else {}
    return client.post(f"/clinic{query}", data={"text": text, **fields}, headers=headers)


def text_of(page):
    """Return what is read on a page, without the marks that nobody sees."""
    shown = re.sub(
        r"<(style|title|template).*?</\1>|<textarea.*?</textarea>", "", page, flags=re.DOTALL
    )
    return MARKS.sub("", html.unescape(" ".join(re.sub(r"<[^>]+>", " ", shown).split())))


@pytest.mark.parametrize("code", CODES)
def test_form_and_table_are_the_reader_s(client, code):
    """By the browser's preference or by a link; links and forms keep what a link asked for."""
    for answer in (
        client.get("/clinic", headers={"Accept-Language": code}),
        client.get(f"/clinic?lang={code}", headers={"Accept-Language": "en"}),
        check(client, code),
        check(client, accepted=f"{code}-XX"),
    ):
        direction = "rtl" if code == "ar" else "ltr"
        assert f'<html lang="{code}" dir="{direction}">' in answer.text
        assert answer.headers["Content-Language"] == code
        assert "Accept-Language" in answer.headers["Vary"]
        assert "Set-Cookie" not in answer.headers
    form = client.get(f"/clinic?lang={code}").text
    for path in ("/clinic", "/api/clinic/list", "/api/clinic/rows"):
        assert f'"{path}?lang={code}"' in form
    assert f"<h1>{language(code).count(*CHECKED, 3)}</h1>" in check(client, code).text


@pytest.mark.parametrize(
    ("code", "marked"),
    [
        ("en", '<span class="given"><bdi dir="auto">physician</bdi>'),
        ("es", '<span class="given"><bdi dir="auto">médica o médico</bdi>'),
        ("ar", '<span class="given" lang="en"><bdi dir="auto">physician</bdi>'),
    ],
)
def test_the_scheme_s_words_are_marked_where_they_stay_english(client, code, marked):
    """A screen reader speaks them as what they are; in the whole table and row by row."""
    group = {"first": 1, "days": False, "rows": [{"text": NUMBER}]}
    rows = client.post(f"/api/clinic/rows?lang={code}", json=group).json["rows"]
    assert marked in check(client, code, NUMBER).text
    assert marked in rows[0]["html"]


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_left_in_english(client, code):
    """Form, table and refusals; what is the holder's, the list's or the scheme's stays as it is."""
    plain = f"{NUMBER}\nhello\n"
    for page in (
        client.get(f"/clinic?lang={code}").text,
        check(client, code, plain).text,
        check(client, code, "").text,
        client.post(f"/api/clinic/list?lang={code}", data={"text": plain}).json["page"],
    ):
        told = text_of(page).replace("Example Certification Board", "").replace("English", "")
        assert not ENGLISH_LEFT.findall(told), told


def test_a_difference_in_spanish(client):
    """Whole sentences, the scheme's own words in Spanish, days as people write them."""
    told = text_of(check(client, "es").text)
    for words in (
        "El certificado dice Dr Amélie Example-Santos. Solo en el certificado: Amélie Example",
        "El certificado dice médica o médico. Su lista dice rn.",
        "No abarca: masseter. El certificado abarca Glabela; Frente; Patas de gallo.",
        "Coincide",
        f"{NUMBER}, válido hasta el 19 de noviembre de 2027 inclusive",
        "Retirado el 20 de noviembre de 2026",
        "20 de noviembre de 2026 a las 12:00 UTC , en cert.example.org",
        "coinciden: 1 , difieren: 1 , sin comparar: 1",
    ):
        assert words in told, told


def test_a_name_moves_nothing_around_it(client):
    """In Arabic each name, number and time is isolated; what a list brings cannot end that."""
    page = html.unescape(check(client, "ar").text)
    for value in ("Dr Amélie Example-Santos", NUMBER, "12:00 UTC", "rn", "masseter"):
        assert f"\u2068{value}\u2069" in page, value
    nasty = f"{NUMBER},,a\u2069b\u202ec"
    assert "\u2068abc\u2069" in html.unescape(check(client, "ar", nasty).text)
    assert "\u2068" not in check(client, "en").text


@pytest.mark.parametrize("code", OTHERS)
def test_lists_for_programs_stay_english(client, code):
    """CSV and JSON are those of the API, with nothing unseen in them."""
    told, english = (
        json.loads(check(client, each, format="json").data)["rows"] for each in (code, "en")
    )
    assert told == english
    sheet = check(client, code, format="csv")
    assert not MARKS.search(sheet.data.decode())
    rows = list(csv.DictReader(io.StringIO(sheet.data.decode("utf-8-sig"))))
    assert rows[1]["match_said"] == "The certificate says what your list says."
    batch = {"rows": [{"text": NUMBER, "name": "Ann"}]}
    told = client.post(f"/api/v1/verify/batch?lang={code}", json=batch).json["rows"][0]
    assert told["match"]["sentence"].startswith("The certificate says Dr Amélie")
    assert told["verdict"]["headline"] == "Valid today"


@pytest.mark.parametrize("code", CODES)
def test_the_report_is_in_the_language(client, code):
    """The file says of itself which language it is in."""
    answer = check(client, code, format="pdf", checked_by="Nora Example")
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert str(pdf.Root.Lang).partition("-")[0] == code
        assert language(code).day(date(2026, 11, 20)) in str(pdf.docinfo["/Title"])


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_refused(code):
    """The list's mistakes, a busy reader and too many requests are told in the language."""
    documents = FakeDocuments()
    client, say = make_client(make_body(), documents=documents), language(code).say
    wrong = text_of(check(client, code, "number,on\nBTX,soon").text)
    assert MARKS.sub("", say(Wrong.DAY)).format(line=2) in wrong
    documents.is_busy = True
    sent = {
        "group": json.dumps({"first": 1, "days": False, "rows": [{"text": "a.pdf"}]}),
        "file": (io.BytesIO(b"%PDF-1.7"), "a.pdf"),
    }
    busy = client.post(f"/api/clinic/rows?lang={code}", data=sent)
    told = "Many documents are being read just now. Try again in a few seconds."
    assert (busy.status_code, busy.json["detail"]) == (503, say(told))
    answers = [client.post(f"/api/clinic/list?lang={code}", data={"text": "x"}) for _ in range(21)]
    told = "Too many requests came from your address. Try again in a minute."
    assert (answers[-1].status_code, answers[-1].json["detail"]) == (429, say(told))
    assert 0 <= int(answers[-1].headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "head",
    [
        "número,nombre,profesión,alcance,fecha",
        "NÚMERO DE CERTIFICADO;Nombre;Profesión;Alcance;Fecha",
        "الرقم,الاسم,المهنة,النطاق,التاريخ",
        "رقم الشهادة،اسم،مهنة،نطاق،يوم",
    ],
)
def test_columns_are_named_in_the_clinic_s_language(head):
    """In any of our languages, parted by the comma of any of them."""
    mark = next(each for each in ";،," if each in head)
    (row,) = read_roster(f"{head}\n" + mark.join(["A-1", "Ann", "rn", "lips", "2026-03-31"]))
    assert (row.text, row.name, row.profession, row.scope) == ("A-1", "Ann", "rn", "lips")
    assert row.on == date(2026, 3, 31)


def test_a_brace_is_no_place():
    """A column or a document called like a place of a sentence is told as it is."""
    with pytest.raises(RosterError, match=r"The column \{line\} is not known") as refused:
        read_roster("number,{line}\n1,2")
    assert "\u2068{line}\u2069" in refused.value.told(language("ar"))


@pytest.mark.browser
@pytest.mark.parametrize("code", OTHERS)
def test_the_table_fills_in_the_language(site, browser, code):
    """By the script, on a phone: words, direction and days; it fits, and axe finds nothing."""
    url = site.serve(
        lambda url: create_app(
            make_world(make_body(url), hosts=frozenset({url.removeprefix("http://")}))
        )
    )
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=code)
    page, words = context.new_page(), language(code)
    page.goto(f"{url}/clinic")
    page.get_by_label(words.say("Certificate numbers, one on each line")).fill(LIST)
    page.route("**/api/clinic/rows*", lambda asked: asked.abort())
    page.get_by_role("button", name=words.say("Check the list")).click()
    again = page.get_by_role("button", name=words.say("Try the unfinished rows again"))
    again.wait_for()
    assert page.get_by_role("alert").inner_text() == words.say("The site could not be reached.")
    assert page.get_by_role("heading", level=1).inner_text() == words.count(*CHECKING, 3)
    page.unroute("**/api/clinic/rows*")
    again.click()
    page.get_by_role("heading", name=words.count(*CHECKED, 3)).wait_for()
    done = words.say("{done} of {all} checked").format(done=3, all=3)
    assert page.get_by_role("status").inner_text() == done
    assert page.title().startswith(words.count(*CHECKED, 3))
    assert page.locator("tbody tr").nth(1).get_by_text(words.say("Matches")).is_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="3 certificates checked").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
