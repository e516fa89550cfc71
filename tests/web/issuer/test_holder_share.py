"""The public page: off until it is switched on, and then as true as any check."""

from __future__ import annotations

import json
import re
import struct
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.issuer.conftest import URL, MakeSite
from tests.web.issuer.holding import NAME, Certified, plain

ADDRESS = re.compile(rf'value="{URL}(/share/[A-Za-z0-9_-]{{22}})"')


@pytest.fixture
def holder(make_site: MakeSite) -> Certified:
    """Return somebody with a certificate, on their own page."""
    return Certified(make_site()).enter()


def switch(holder: Certified, wanted: str) -> str:
    """Press a button of the public page, and return its address; empty while it is off."""
    assert holder.post(f"/me/share/{wanted}").location == "/me/certificate#share"
    found = ADDRESS.search(holder.look().text)
    return found[1] if found else ""


def test_it_is_off_until_it_is_switched_on(holder):
    """No row, no address; then a stranger sees today's verdict."""
    assert holder.site.ask("SELECT count(*) FROM share")[0][0] == 0
    address = switch(holder, "on")
    answer = holder.site.client().get(address)
    assert answer.status_code == 200
    assert NAME in plain(answer.text)
    assert "Valid today" in plain(answer.text)
    assert "Set-Cookie" not in answer.headers


def test_off_it_leaks_nothing(holder):
    """Off, its page and picture answer as an address that never was; on again it is the same."""
    address = switch(holder, "on")
    stranger = holder.site.client()
    assert switch(holder, "off") == ""
    for path in (address, f"{address}/preview.png"):
        gone, never = stranger.get(path), stranger.get(path.replace(address, "/share/" + "A" * 22))
        assert gone.status_code == never.status_code == 404
        assert NAME not in gone.text
        assert holder.number not in gone.text
        assert _alike(gone.text) == _alike(never.text)
    assert switch(holder, "on") == address
    assert stranger.get(address).status_code == 200


def test_a_new_address_ends_the_old_one(holder):
    """What was posted somewhere by mistake shows nothing any more."""
    old = switch(holder, "on")
    new = switch(holder, "moved")
    assert new != old
    stranger = holder.site.client()
    assert [stranger.get(path).status_code for path in (old, new)] == [404, 200]


def test_only_its_holder_switches_it(holder):
    """A stranger's button, and one behind an ended link, change nothing."""
    address = switch(holder, "on")
    stranger = holder.site.client()
    answer = stranger.post("/me/share/off", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403
    pages, at = holder.site.world.holder.pages, holder.site.clock()
    pages.end_all(holder.number, actor="desk", at=at)
    assert holder.post("/me/share/off").status_code == 403
    assert stranger.get(address).status_code == 200


def test_search_engines_are_kept_away_unless_chosen(holder):
    """Both the page and its header say so; switched off and on again, they say so again."""
    address = switch(holder, "on")
    stranger = holder.site.client()

    def listed():
        answer = stranger.get(address)
        in_page = '<meta name="robots" content="noindex">' not in answer.text
        in_header = "noindex" not in answer.headers["X-Robots-Tag"]
        assert in_page is in_header
        return in_page

    assert not listed()
    switch(holder, "found")
    assert listed()
    switch(holder, "off")
    switch(holder, "on")
    assert not listed()


def test_what_networks_and_search_engines_read(holder):
    """Open Graph and schema.org name the certificate, and no birth date, licence or mail."""
    address = switch(holder, "on")
    page = holder.site.client().get(address).text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    credential = data["hasCredential"]
    assert (data["@context"], data["name"]) == ("https://schema.org", NAME)
    assert credential["@type"] == "EducationalOccupationalCredential"
    assert credential["identifier"] == holder.number
    assert credential["url"] == URL + address
    assert (credential["validFrom"], credential["validThrough"]) == ("2026-11-20", "2028-11-19")
    assert credential["recognizedBy"]["name"] == "Example Certification Board"
    for name, value in {
        "og:url": URL + address,
        "og:image": f"{URL}{address}/preview.png?lang=en",
        "og:image:width": "1200",
        "og:image:height": "630",
    }.items():
        assert f'<meta property="{name}" content="{value}">' in page
    assert "RN-0048213" not in page
    assert "noor@home.example" not in page


def test_the_picture_has_the_size_that_it_says(holder):
    """It is a PNG of 1,200 by 630 pixels; withdrawn, it is another one."""
    path = f"{switch(holder, 'on')}/preview.png"
    stranger = holder.site.client()
    answer = stranger.get(path)
    assert answer.mimetype == "image/png"
    assert struct.unpack(">16xII", answer.data[:24]) == (1200, 630)
    holder.site.act(holder.number, "revoke", "holder-request")
    assert stranger.get(path).data != answer.data


@pytest.mark.parametrize(
    ("act", "reason", "says"),
    [("suspend", "holder-request", "Suspended"), ("revoke", "holder-request", "Withdrawn")],
)
def test_it_says_what_holds_now(holder, act, reason, says):
    """The page has the verdict of now, and the data claim no validity."""
    address = switch(holder, "on")
    holder.site.act(holder.number, act, reason)
    page = holder.site.client().get(address).text
    assert says in plain(page)
    assert '"validThrough"' not in page


def test_a_name_is_no_markup(make_site):
    """Whatever a name holds, it ends no element and no script."""
    holder = Certified(make_site(), name="Dr O'Example & Sons").enter()
    page = holder.site.client().get(switch(holder, "on")).text
    assert "Dr O'Example & Sons" not in page
    assert "Dr O&#39;Example &amp; Sons" in page
    assert r"Dr O\u0027Example \u0026 Sons" in page


def test_linkedin_is_filled_in(holder):
    """Name, issuer, months, address and number; nothing is loaded from there."""
    page = holder.look()
    link = re.search(r'href="(https://www\.linkedin\.com/[^"]+)"', page.text)[1].replace(
        "&amp;", "&"
    )
    told = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert told == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Certificate of Small Things",
        "organizationName": "Example Certification Board",
        "issueYear": "2026",
        "issueMonth": "11",
        "expirationYear": "2028",
        "expirationMonth": "11",
        "certUrl": f"{URL}/v/{holder.number}",
        "certId": holder.number,
    }
    assert "linkedin" not in page.headers["Content-Security-Policy"]
    address = switch(holder, "on")
    assert f"certUrl={URL}{address}".replace(":", "%3A").replace("/", "%2F") in holder.look().text


def test_a_signature_for_mails(holder):
    """Four lines, and the address where anyone can check."""
    found = re.search(r'<textarea id="signature"[^>]*>([^<]*)<', holder.look().text)
    assert found[1].splitlines() == [
        f"{NAME}, Registered nurse",
        "Certified: Certificate of Small Things",
        f"Example Certification Board, {holder.number}",
        f"Check it: {URL}/v/{holder.number}",
    ]


def test_every_switch_is_on_record(holder):
    """The chain tells when a page was switched, and who did it: the holder."""
    switch(holder, "on")
    holder.site.clock.advance(timedelta(days=1))
    switch(holder, "off")
    with holder.site.world.database.reading() as unit:
        told = list(unit.chain.newest(10, subject=holder.number))
    changes = [each for each in told if each.link.kind == "share.changed"]
    assert [json.loads(each.data) for each in changes] == [
        {"actor": "holder", "change": "off"},
        {"actor": "holder", "change": "on"},
    ]


def _alike(page: str) -> str:
    return re.sub(r"[0-9a-f]{16,}|/share/[A-Za-z0-9_-]+(/preview\.png)?", "", page)
