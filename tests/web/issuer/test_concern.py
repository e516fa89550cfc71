"""`/concern` by HTTP: reported without account, cookie or script, and looked at by its code."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from issuer.complaints.receiving import MOST_AN_HOUR
from tests.notify.mail_server import mail_server
from tests.web.issuer.conftest import MakeSite, Site
from tests.web.issuer.watching import OWN, mail_settings

HARM = {"concern": "harm", "words": "My eyelid hangs."}


def send(site: Site, path: str = "/concern", **fields: Any) -> TestResponse:
    """Send a form of the page itself, as a browser that never was here."""
    headers = fields.pop("headers", OWN)
    return site.client().post(path, data=fields, headers=headers)


def receipt(answer: TestResponse) -> tuple[str, str]:
    """Return the case number and code that a page shows."""
    assert answer.status_code == 200, answer.text
    case, code = re.findall(r'<b><bdi dir="ltr">([^<]+)</bdi></b>', answer.text)
    return case, code


def cases(site: Site) -> int:
    """Return how many cases are on record."""
    return site.rows()["complaint"]


def test_an_anonymous_report_and_its_answer(site: Site) -> None:
    """A kind and some words are enough; code and number open the case, and let one add to it."""
    number = site.issue()
    answer = send(site, **HARM, number=number.lower())
    case, code = receipt(answer)
    assert "You left no address" in answer.text
    assert "Set-Cookie" not in answer.headers
    look = send(site, "/concern/case", case=case, code=code.lower())
    assert "It has arrived, and waits to be read." in look.text
    assert "My eyelid hangs" not in look.text
    assert f'href="/v/{number}"' in look.text
    told = send(site, "/concern/case", case=case, code=code, words="<b>It got worse.")
    assert "We have what you added." in told.text
    assert "&lt;b&gt;It got worse." in told.text
    assert "Valid today" in site.client().get(f"/v/{number}").text


def test_the_verdict_leads_here_with_its_number(site: Site) -> None:
    """The link of the verdict page fills in the number, in the reader's language."""
    number = site.issue()
    page = site.client().get(f"/v/{number}?lang=es").text
    (link,) = re.findall(r'href="(/concern[^"]*)"', page)
    form = site.client().get(html.unescape(link)).text
    assert f'value="{number}"' in form
    assert "¿Qué le preocupa?" in form
    assert f'href="/concern?lang=ar&amp;number={number}"' in form


@pytest.mark.parametrize(
    ("fields", "marked"),
    [
        ({"words": "x"}, {"concern"}),
        ({"concern": "harm"}, {"words"}),
        ({**HARM, "contact": "a@b"}, {"contact"}),
        ({**HARM, "number": "x" * 201}, {"number"}),
        ({}, {"concern", "words"}),
    ],
)
def test_what_is_wrong_is_marked_and_nothing_is_lost(
    shared: Site, fields: dict[str, str], marked: set[str]
) -> None:
    """422, each control with its sentence, what was typed still there, nothing on record."""
    before = cases(shared)
    answer = send(shared, **fields)
    assert answer.status_code == 422
    assert set(re.findall(r'id="(\w+)-wrong"', answer.text)) == marked
    for value in fields.values():
        assert value in answer.text
    assert cases(shared) == before


def test_programs_fall_into_the_trap_and_people_get_out(shared: Site) -> None:
    """A filled hidden field stops a program; whoever filled it by accident sees and empties it."""
    before = cases(shared)
    answer = send(shared, **HARM, website="http://spam.example")
    assert answer.status_code == 422
    assert "Empty this field" in answer.text
    assert 'class="trap"' not in answer.text
    assert "My eyelid hangs." in answer.text
    assert cases(shared) == before


def test_another_site_cannot_report(shared: Site) -> None:
    """A form that stands elsewhere is refused, in words."""
    before = cases(shared)
    answer = send(shared, **HARM, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, 'data-answer="csrf"' in answer.text) == (403, True)
    assert cases(shared) == before


def test_one_address_cannot_flood(make_site: MakeSite) -> None:
    """After ten reports within an hour the page says to wait; other addresses still may."""
    site = make_site()
    answers = [send(site, **HARM).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    other = {"REMOTE_ADDR": "192.0.2.7"}
    again = site.client().post("/concern", data=HARM, headers=OWN, environ_base=other)
    assert again.status_code == 200


def test_all_together_cannot_flood(site: Site) -> None:
    """Past the limit of an hour it is 503 with the telephone, and the words stay on the page."""
    send(site, **HARM)
    columns = (
        "concern, words, number, typed, contact, language, receipt, received, received_by, due, "
        "acknowledged, assigned, about, outcome, ended, ended_by, why, answer"
    )
    site.ask(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "  # noqa: S608 - our own
        f"WHERE i < {MOST_AN_HOUR}) INSERT INTO complaint (id, {columns}) "
        f"SELECT 'C-2026-' || i, {columns} FROM n, complaint"
    )
    answer = send(site, **HARM)
    assert (answer.status_code, cases(site)) == (503, MOST_AN_HOUR + 1)
    assert "+1 555 0100" in answer.text
    assert "My eyelid hangs." in answer.text


def test_a_wrong_code_tells_nothing(site: Site) -> None:
    """A case that is there and one that is not are refused alike."""
    case, _ = receipt(send(site, **HARM))
    page = r'value="C-[^"]*"'
    refused = [
        send(site, "/concern/case", case=each, code="0" * 20) for each in (case, "C-2026-00000000")
    ]
    assert [each.status_code for each in refused] == [404, 404]
    one, two = (re.sub(page, "", each.text) for each in refused)
    assert one == two


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_a_mail_says_so_and_nothing_of_what_was_reported(
    make_site: MakeSite, language: str
) -> None:
    """It has the case number, in the reporter's language: not their words, not the certificate."""
    with mail_server() as server:
        site = make_site(**mail_settings(server))
        fields = {**HARM, "contact": "pat@example.org", "number": site.issue()}
        answer = send(site, f"/concern?lang={language}", **fields)
        case, code = receipt(answer)
        site.world.deliveries.deliver_due()
        (mail,) = server.mails
    text = mail.get_content()
    assert case in mail["Subject"]
    assert case in text
    for secret in (code, "eyelid", fields["number"]):
        assert secret not in text
    link = "https://cert.example.org/concern/case"
    assert link + ("" if language == "en" else f"?lang={language}") in text.split()
