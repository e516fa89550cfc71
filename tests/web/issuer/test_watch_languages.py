"""`/watch` in the reader's language: every page and refusal, by HTTP and in Chromium."""

from __future__ import annotations

import ast
import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from issuer.web.watch import words
from tests.notify.mail_server import mail_server
from tests.notify.receiver import receiver
from tests.source import ROOT
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands, MakeSite, Site
from tests.web.issuer.watching import END, LINK, OWN, Clinic, mail_settings, make_clinic
from verifier.languages import CODES, Language, language

OTHERS = [code for code in CODES if code != "en"]
SIZES = [{"width": 390, "height": 800}, {"width": 1280, "height": 900}]
PICTURES = os.environ.get("PROBATUM_PICTURES")  # a folder, for who wants to look
SLIP = "BTX-0000-0001"
READS = ("letter", "pasted", "targets", "watch_lists", "webhook_settings")  # what a clinic types
ENGLISH = re.compile(r"\b(the|your|list|address|mail|at most|this|watched)\b", re.IGNORECASE)


@pytest.fixture
def clinic(make_site: MakeSite) -> Iterator[Clinic]:
    """Return a clinic, and a site that writes to its mailbox."""
    with mail_server() as server:
        yield make_clinic(make_site, server)


def said(page: str) -> str:
    """Return what a page says, without what is the same in every language."""
    body = page.partition("</head>")[2].partition("<footer")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("code", OTHERS)
def test_every_page_and_refusal(clinic: Clinic, code: str) -> None:
    """What a clinic meets, from the start to the end, keeps to the language it asked for."""
    ask, direction = f"?lang={code}", "rtl" if code == "ar" else "ltr"
    number = clinic.site.issue()
    seen = [
        clinic.browser.get(f"/watch{ask}"),
        clinic.post(f"/watch{ask}", mail="nobody"),
        clinic.post(f"/watch{ask}", mail="a@clinic.example", organisation="x" * 121),
        clinic.post(f"/watch{ask}", mail="desk@clinic.example", language=code),
        clinic.browser.get(f"/watch/open{ask}"),
        clinic.post(f"/watch/open{ask}", secret="no link"),  # noqa: S106 - it is none
        clinic.post(f"/watch/open{ask}", secret="A" * 43),
    ]
    mail = clinic.read().get_content()
    link = LINK.search(mail)
    assert link
    assert f"/watch/open{ask}#" in link[0]
    entered = clinic.post(f"/watch/open{ask}", secret=link[1])
    assert entered.location == f"/watch/list{ask}"
    seen += [
        clinic.browser.get(f"/watch/list{ask}"),
        clinic.post(f"/watch/list{ask}", numbers=f"{number}\n{SLIP}"),
        clinic.post(f"/watch/list{ask}", numbers=""),
        clinic.post(f"/watch/list{ask}", numbers="x\n" * 501),
        clinic.browser.get(f"/watch/webhook{ask}"),
        clinic.post(f"/watch/webhook{ask}", url="http://clinic.example/"),
        clinic.post(f"/watch/webhook{ask}", url="https://127.0.0.1/"),
        clinic.post(f"/watch/webhook/secret{ask}"),
        clinic.browser.post(f"/watch/list{ask}", data={"numbers": number}),
    ]
    end = END.search(mail)
    assert end
    assert end[1].endswith(ask)
    removed = clinic.post(f"/watch/list/remove{ask}", number=number)
    assert removed.location.endswith(f"removed=1&lang={code}")
    seen += [
        clinic.browser.get(removed.location),
        clinic.browser.get(end[1]),
        clinic.browser.post(end[1]),
        clinic.browser.post(end[1]),
        clinic.browser.get(f"/watch/list{ask}"),
    ]
    for answer in seen:
        assert f'<html lang="{code}" dir="{direction}">' in answer.text
        assert answer.headers["Content-Language"] == code
        assert ENGLISH.findall(said(answer.text)) == [], said(answer.text)
        assert not re.search(r'(href|action)="/(watch|clinic|v)[^"?]*"', _main(answer.text))


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_its_reader_s_browser_chooses(clinic: Clinic) -> None:
    """Without a wish in the address it is the browser's language; the links at the foot lead on."""
    page = clinic.browser.get("/watch", headers={"Accept-Language": "ar-EG"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert 'value="ar" lang="ar" selected' in page
    assert 'href="/watch?lang=es" lang="es"' in page
    spanish = clinic.browser.post("/watch/list/end?lang=es", headers=OWN).text
    assert 'href="/watch?lang=ar"' in spanish


def test_every_refusal_has_its_words() -> None:
    """What `issuer.notify` refuses a clinic with is in the catalogue, and nothing else is."""
    known = {re.sub(r"\d+", "0", each) for each in words.sentences()}
    told = {
        _sentence(node.args[0])
        for name in READS
        for node in ast.walk(ast.parse((ROOT / "issuer" / "notify" / f"{name}.py").read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "WatchError"
    }
    assert len(told) > 10
    assert {re.sub(r"\d+", "0", each) for each in told} <= known


def _sentence(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        text = str(node.value)
    else:
        assert isinstance(node, ast.JoinedStr)
        text = "".join(str(p.value) if isinstance(p, ast.Constant) else "0" for p in node.values)
    return text[:1].upper() + text[1:] + "."


@pytest.fixture
def place(make_site: MakeSite, browser: Browser, request: Any) -> Iterator[Any]:
    """Return a running demonstration, its mail, and a page of a browser in a language."""
    code, served, made = request.param, Served(), []
    with mail_server() as server:

        def make(url: str) -> Any:
            settings = mail_settings(server) | {"webhooks_to_loopback": True}
            made.append(make_site(url, clock=Hands(), **settings))
            return made[0].app

        url = served.serve(make)
        context = browser.new_context(viewport=SIZES[1], locale=code)  # type: ignore[arg-type]
        yield made[0], server, url, context.new_page(), language(code)
        context.close()
    served.close()


def look(page: Page, name: str) -> None:
    """Look in both sizes: axe finds nothing, and nothing is cut off; both colours for who looks."""
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (name, size)
        for scheme in ("light", "dark") if PICTURES else ():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            path = Path(str(PICTURES)) / f"{name}-{size['width']}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("place", OTHERS, indirect=True)
def test_the_life_of_a_list(place: Any) -> None:
    """From the address to the end, in the browser's language, with what a list can show."""
    site: Site
    spoken: Language
    site, server, url, page, spoken = place
    say, name = spoken.say, f"watch-{spoken.code}"
    press = lambda words: page.get_by_role("button", name=say(words), exact=True).click()  # noqa: E731
    numbers = [site.issue(attempt=f"A-{n}") for n in range(3)]
    site.act(numbers[2], "revoke", "licence-lost")
    page.goto(f"{url}/watch")
    page.get_by_label(say("Your e-mail address")).fill("desk@clinic.example")
    page.get_by_label(say("Your organisation (optional)")).fill("Example Clinic, Vienna")
    look(page, f"{name}-1-start")
    press("Send me my link")
    look(page, f"{name}-2-asked")
    site.world.deliveries.deliver_due()
    link = LINK.search(server.mails[-1].get_content())
    page.goto("about:blank")
    page.goto(link[0] if link else "")
    look(page, f"{name}-3-door")
    press("Open my list")
    page.get_by_label(say("Certificate numbers, one on each line")).fill(
        "\n".join([*numbers, SLIP, "BTX-0000-0000"])
    )
    press("Watch them")
    expect(page.get_by_text(spoken.count(*_ADDED, 3))).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text(say("Withdrawn"))
    look(page, f"{name}-4-list")
    with receiver() as mine:
        page.get_by_role("link", name="Webhook").click()
        page.get_by_label(say("Address"), exact=True).fill(f"http://127.0.0.1:{mine.port}/in")
        press("Set the webhook")
        look(page, f"{name}-5-secret")
        press("Send a test")
        site.world.deliveries.deliver_due()
        mine.status = 503
        site.act(numbers[1], "suspend", "audit-open")
        site.world.deliveries.deliver_due()
        page.get_by_role("link", name=say("Certificates"), exact=True).click()
        page.get_by_role("link", name="Webhook").click()
        for status in ("204", "503"):
            told = page.get_by_text(say("answered {status}").partition("{")[0]).filter(
                has_text=status
            )
            expect(told.first).to_be_visible()
        look(page, f"{name}-6-log")
    end = END.search(server.mails[-1].get_content())
    page.goto(url + end[1] if end else "")
    look(page, f"{name}-7-end")
    press("End my list now")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Your list is ended"))
    look(page, f"{name}-8-ended")


_ADDED = ("{number} certificate added.", "{number} certificates added.")
