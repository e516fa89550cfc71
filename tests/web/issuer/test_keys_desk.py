"""The worst day at the desk: a key is taken out of use, and certificates are signed anew."""

from __future__ import annotations

from datetime import timedelta

from keys.keyring import Purpose
from tests.web.issuer.conftest import Desk, Site
from verifier.verdict import Reason

KEYS, ANEW = "/admin/keys", "/admin/keys/resigning"
WHY = "A laptop with the key was stolen"


def kid_of(site: Site, purpose: Purpose) -> str:
    """Return the key that signs."""
    site.world.trust.forget()
    keys = site.world.keys
    at = site.clock()
    signers = {Purpose.CREDENTIAL: keys.credential_signer, Purpose.STATUS: keys.status_signer}
    return signers[purpose](at).kid


def test_a_custodian_takes_a_key_out_of_use_and_signs_anew(site: Site) -> None:
    """Typed name, step-up, all at once; then the page goes on until every holder has a paper."""
    numbers = [site.issue(attempt=f"EX-{serial}") for serial in range(3)]
    desk, kid = Desk(site).sign_in(), kid_of(site, Purpose.CREDENTIAL)
    assert kid in desk.get(KEYS).text
    path = f"{KEYS}/{kid}/compromise"
    assert "3 credentials in force hang on it" in desk.get(path).text
    for wrong in (
        {"typed": "AAAAAA"},
        {"why": ""},
        {"since": "yesterday"},
        {"since": "2099-01-01 00:00"},
    ):
        answer = desk.post(path, **({"why": WHY, "typed": kid, "since": ""} | wrong))
        assert (answer.status_code, "Nothing was done" in answer.text) == (422, True), wrong
    assert kid_of(site, Purpose.CREDENTIAL) == kid
    answer = desk.post(path, why=WHY, typed=kid, since="2026-11-01 08:30")
    assert (answer.status_code, answer.headers["Location"]) == (303, ANEW)
    page = desk.get(ANEW).text
    assert "0 of 3 certificates in force" in page
    assert "every worker knows the new key" in page
    assert "data-continue" not in page
    assert f'took <span class="number">{kid}</span> out of use' in page
    assert WHY in desk.get("/admin/stop").text
    site.clock.advance(timedelta(seconds=10))
    assert "data-continue" in desk.get(ANEW).text
    assert desk.post(ANEW).status_code == 303
    page = desk.get(ANEW).text
    assert "All 3 certificates" in page
    assert numbers[0] in page  # nobody left an address
    assert numbers[2] in desk.get(f"{ANEW}/untold.csv").text
    new = kid_of(site, Purpose.CREDENTIAL)
    for number in numbers:
        with site.world.database.reading() as unit:
            newest, old = unit.credentials.of([number])[number]
        assert (newest.kid, old.kid) == (new, kid)
        for record in (newest, old):
            assert site.world.verifier.verify(record.token, at=site.clock()).reason is Reason.VALID
    listed = site.client().get("/.well-known/jwks.json").json["keys"]
    assert [key["kid"] for key in listed] == [new]
    assert "compromised" in desk.get(KEYS).text
    assert "out of use already" in desk.get(path).text


def test_a_key_that_never_was_is_not_found(site: Site) -> None:
    """A page about it, or a form for it, is a sentence and no error."""
    desk = Desk(site).sign_in()
    assert desk.get(f"{KEYS}/AAAAAA/compromise").status_code == 404
    answer = desk.post(f"{KEYS}/AAAAAA/compromise", page=KEYS, why=WHY, typed="AAAAAA")
    assert answer.status_code == 404
    assert "No key is compromised" in desk.get(ANEW).text


def test_a_key_of_lists_stops_nothing(site: Site) -> None:
    """Lists are signed anew at once, and issuing goes on."""
    number = site.issue()
    desk, kid = Desk(site).sign_in(), kid_of(site, Purpose.STATUS)
    answer = desk.post(f"{KEYS}/{kid}/compromise", why=WHY, typed=kid)
    assert (answer.status_code, answer.headers["Location"]) == (303, KEYS)
    assert "Every status list was signed anew" in desk.get(KEYS).text
    site.issue(attempt="EX-OTHER")
    assert number in site.client().get(f"/v/{number}").text
