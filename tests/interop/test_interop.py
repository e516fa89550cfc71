"""Libraries of others accept our tokens, follow our keys and lists, and refuse what we refuse."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keys.keyring import Keyring
from keys.signer import LocalSigner
from tests.core.making import (
    KEY,
    STATUS_KEY,
    STRANGER,
    make_token,
    trust_key,
    trust_status_key,
)
from tests.factories import make_type
from tests.interop.serving import key_documents, list_document, serve, type_documents
from verifier.credential import StatusReference
from verifier.status_list import Status, pack
from verifier.status_token import LIFETIME, StatusList, sign_status_list
from verifier.trust import TrustedIssuer

pytestmark = pytest.mark.node

HERE = Path(__file__).parent
INDEX = 48_213
DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def judge(tmp_path_factory, require):
    """Install the libraries once, from the lock file, and return what asks them all."""
    folder = tmp_path_factory.mktemp("interop")
    for name in ("package.json", "package-lock.json", ".npmrc", "judge.mjs"):
        shutil.copy(HERE / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--prefer-offline"], cwd=folder, capture_output=True, text=True, check=False
    )
    require("node", f"npm ci failed: {done.stderr[-300:]}" if done.returncode else None)

    def ask(**question):
        answer = subprocess.run(
            ["node", "judge.mjs"],
            cwd=folder,
            input=json.dumps(question),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return json.loads(answer.stdout)

    return ask


@pytest.fixture
def body():
    """Serve a certification body with one list, whose documents a test may change."""
    documents = {}
    with serve(documents) as url:
        yield Body(url, documents)


class Body:
    """An issuer on loopback: keys since a month, a type, and a list of the usual size."""

    def __init__(self, url, documents):
        self.url = url
        self.uri = f"{url}/s/1"
        self.documents = documents
        self.at = datetime.now(UTC).replace(microsecond=0)
        kind = make_type(url)
        since = self.at - 30 * DAY
        ring = Keyring(
            [trust_key(issuer=url, since=since), trust_status_key(issuer=url, since=since)]
        )
        self.issuer = TrustedIssuer(url, "Example Board", "", ring, self.at, {kind.url: kind})
        documents |= key_documents(self.issuer) | type_documents(self.issuer)
        self.publish(Status.VALID)

    def publish(self, status, key=STATUS_KEY):
        """Serve a list in which our entry has `status` and its neighbours others."""
        changed = {INDEX - 1: Status.REVOKED, INDEX: status, INDEX + 1: Status.SUPERSEDED}
        made = StatusList(
            uri=self.uri,
            issued=self.at,
            expires=self.at + LIFETIME,
            bits=pack(changed.items()),
            compromised=frozenset({"AAAAAA"}),
        )
        token = sign_status_list(made, issuer=self.issuer, signer=LocalSigner(key))
        self.documents |= list_document("/s/1", token)

    def token(self, key=KEY, **changes):
        """Return a token of this issuer, in force today but for `changes`."""
        dates = {"signed": self.at, "expires": self.at + 700 * DAY}
        status = StatusReference(self.uri, INDEX)
        return make_token(key=key, issuer=self.url, status=status, **dates | changes)

    def question(self, token=None):
        """Return what the judges are asked."""
        told = {"issuer": self.url, "uri": self.uri, "index": INDEX}
        return told | {"token": token or self.token()}


def test_a_valid_token_is_accepted(judge, body):
    """jose and the SD-JWT VC library verify it, read its claims, its type and its list."""
    answers = judge(**body.question(body.token(native_name="أميلي", native_language="ar")))
    for name in ("jose", "discovery", "told", "type", "list"):
        assert answers[name]["accepts"], answers[name]
    for name in ("jose", "discovery", "told"):
        assert answers[name]["payload"]["name"] == "Dr Amélie Example-Santos"
        assert answers[name]["payload"]["name#ar"] == "أميلي"
    assert answers["type"]["payload"] == {"same": True, "name": make_type().title}


@pytest.mark.parametrize("status", Status)
def test_every_status_is_read_alike(judge, body, status):
    """The status list library reads our two bits; the wallet's refuses all but valid."""
    body.publish(status)
    answers = judge(**body.question())
    assert answers["list"]["payload"] == {"status": status.value}
    for name in ("discovery", "told"):
        assert answers[name]["accepts"] is (status is Status.VALID)
        if status is not Status.VALID:
            assert "Status is not valid" in answers[name]["error"]
    assert answers["jose"]["accepts"]  # it knows nothing of a status


def test_credential_keys_alone_do_not_verify_the_list(judge, body):
    """A library told one key set for both refuses: docs/format.md says to give it two."""
    answer = judge(**body.question())["oneKeySet"]
    assert not answer["accepts"]
    assert "Status List JWT verification failed" in answer["error"]


def test_a_list_signed_with_the_credential_key_is_refused(judge, body):
    """Who holds a credential key cannot publish lists, in anybody's eyes."""
    body.publish(Status.VALID, key=KEY)
    answers = judge(**body.question())
    for name in ("discovery", "told", "list"):
        assert not answers[name]["accepts"], name


@pytest.mark.parametrize("key", [STATUS_KEY, STRANGER])
def test_a_token_of_another_key_is_refused(judge, body, key):
    """Neither the key of the lists nor a stranger's signs credentials."""
    answers = judge(**body.question(body.token(key=key)))
    for name in ("jose", "discovery", "told"):
        assert not answers[name]["accepts"], name


def test_an_expired_token_is_refused(judge, body):
    """Its end is theirs."""
    token = body.token(signed=body.at - 9 * DAY, expires=body.at - DAY)
    answers = judge(**body.question(token))
    for name in ("jose", "discovery", "told"):
        assert not answers[name]["accepts"], name


def test_a_token_that_is_not_yet_effective_is_refused(judge, body):
    """So is its beginning."""
    answers = judge(**body.question(body.token(effective=body.at + DAY)))
    for name in ("jose", "discovery", "told"):
        assert not answers[name]["accepts"], name


def test_an_altered_token_is_refused(judge, body):
    """One character of the payload is enough."""
    token = body.token()
    place = token.index(".") + 40
    altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    answers = judge(**body.question(altered))
    for name in ("jose", "discovery", "told"):
        assert not answers[name]["accepts"], name


def test_no_list_is_no_acceptance(judge, body):
    """Where the list is gone the wallet does not accept."""
    del body.documents["/s/1"]
    answers = judge(**body.question())
    for name in ("discovery", "told"):
        assert "404" in answers[name]["error"]
