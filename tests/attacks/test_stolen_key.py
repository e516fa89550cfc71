"""The worst day: somebody has the key that signs credentials, and signs whatever they like.

500 forgeries by default; PROBATUM_TEST_FORGERIES=10000 makes as many as that.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

import pytest

from keys.keyring import Purpose
from keys.signer import LocalSigner
from tests.attacks.answers import read_verdict
from tests.attacks.canary import Canary
from tests.attacks.forging import Forge, make_forge
from tests.attacks.watch import Watch
from tests.attacks.world import Site, real_key
from tests.factories import make_credential
from verifier import jws
from verifier.credential import TYP, StatusReference
from verifier.number import CertificateNumber
from verifier.verdict import Reason

FORGERIES = int(os.environ.get("PROBATUM_TEST_FORGERIES", "500"))
VERIFY = "/api/v1/verify"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def forge(site: Site, canary: Canary) -> Forge:
    """Return what makes tokens for the shared site."""
    return make_forge(site, canary.port)


def forgeries(site: Site, forge: Forge, count: int) -> Iterator[str]:
    """Yield tokens in perfect form, signed with the real key, that were never on record.

    Some have a number of their own, some the genuine one, and so with everything else.
    """
    key, _ = real_key(site.world, Purpose.CREDENTIAL, site.clock())
    signer = LocalSigner(key)
    for serial in range(count):
        mine = str(CertificateNumber("BTX", f"{serial:07d}".translate(_LETTERS)))
        credential = make_credential(
            issuer=forge.values["iss"],
            number=mine if serial % 3 else forge.number,
            name=f"Dr Mallory Sample the {serial}th" if serial % 2 else forge.holder,
            signed=site.clock() - serial % 100 * HOUR,
            expires=site.clock() + (serial + 1) * HOUR,
            status=StatusReference(forge.values["list"], secrets.randbelow(131_072)),
        )
        signed = jws.signing_input(jws.Header(typ=TYP, kid=signer.kid), credential.to_payload())
        yield jws.compact(signed, signer.sign(signed))


_LETTERS = str.maketrans("0123456789", "ZYXWVTSRQP")


def test_no_forgery_is_valid_and_every_genuine_token_is(
    site: Site, forge: Forge, watch: Watch, log: io.StringIO
) -> None:
    """Each forgery is refused by the record and raises an alarm; honest holders notice nothing."""
    client, reasons = site.client(), set()
    with watch.refused("Mallory", requests=FORGERIES + 1):
        for token in forgeries(site, forge, FORGERIES):
            reason, shown = read_verdict(client.post(VERIFY, json={"text": token}))
            assert shown is None
            reasons.add(reason)
        genuine = client.post(VERIFY, json={"text": forge.genuine.token})
    assert reasons == {Reason.ALTERED}
    assert read_verdict(genuine)[0] is Reason.VALID
    alarms = [line for line in log.getvalue().splitlines() if '"critical"' in line]
    assert len(alarms) == FORGERIES
    assert forge.values["kid"] in json.loads(alarms[0])["event"]


def test_names_of_keys_are_worth_nothing(site: Site, forge: Forge, watch: Watch) -> None:
    """A flood of names that no key has makes nobody look for them: not here and not elsewhere."""
    client, count = site.client(), 300
    with watch.refused(requests=count):
        for _ in range(count):
            kid = json.dumps(secrets.token_urlsafe(4)[:6])
            token = forge.make({"header members": {"kid": kid}, "sign": "stranger"})
            assert read_verdict(client.post(VERIFY, json={"text": token}))[0] is Reason.ALTERED


def test_no_route_signs_what_it_is_told_to(site: Site, forge: Forge) -> None:
    """Whatever is sent to any route, each token in any answer is one that was on record before."""
    on_record = _tokens_on_record(site)
    bait = forge.make({"payload members": {"name": '"Dr Mallory Sample"'}}).split(".")[1]
    claims = {"text": bait, "payload": bait, "claims": {"name": "Dr Mallory Sample"}}
    found: set[bytes] = set()
    for rule in site.app.url_map.iter_rules():
        path = rule.rule.replace("<number>", forge.number).replace("<serial>", "1")
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            sent = {"json": claims} if method == "POST" else {}
            answer = site.client().open(
                path.replace("<typed>", bait), method=method, headers=site.bearer, **sent
            )
            found.update(_TOKEN.findall(answer.data))
    assert found
    assert found <= on_record


_TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")


def _tokens_on_record(site: Site) -> set[bytes]:
    with site.world.database.reading() as unit:
        released = unit.credentials.released(limit=1000)
    lists = [site.world.publisher.fetch(uri) for uri in site.world.publisher.uris()]
    return {token.encode() for token in [*(each.token or "" for each in released), *lists]}
