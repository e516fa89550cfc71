"""What anyone may fetch: keys, status lists and types, as docs/format.md has them."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from issuer.credentials.publish import RESIGN_AFTER
from keys.jwk import from_jwk
from tests.web.issuer.conftest import MakeSite, Site, problem_of
from verifier.status_list import Status
from verifier.status_token import parse_status_list
from verifier.type_metadata import parse_document

KEYS = "/.well-known/jwt-vc-issuer"
STATUS_KEYS = "/.well-known/jwt-vc-issuer/status"
KEY_SET = "/.well-known/jwks.json"
DOCUMENTS = [KEYS, STATUS_KEYS, KEY_SET, "/s/1", "/t/1"]
ISSUER = "https://cert.example.org"


def test_the_issuer_shows_its_credential_keys(site: Site) -> None:
    """`issuer` is the tokens' `iss`, the keys are inline, and the JWK Set holds the same."""
    answer = site.client().get(KEYS)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json["issuer"] == ISSUER
    kids = [from_jwk(key) and key["kid"] for key in answer.json["jwks"]["keys"]]
    assert kids == [site.world.keys.credential_signer(site.clock()).kid]
    assert site.client().get(KEY_SET).json == answer.json["jwks"]


def test_status_keys_are_apart(site: Site) -> None:
    """The issuer of the lists has a document and keys of its own."""
    answer = site.client().get(STATUS_KEYS)
    assert answer.json["issuer"] == f"{ISSUER}/status"
    kids = [key["kid"] for key in answer.json["jwks"]["keys"]]
    assert kids == [site.world.keys.status_signer(site.clock()).kid]
    assert kids != [key["kid"] for key in site.client().get(KEY_SET).json["keys"]]


def test_a_rotation_is_public_before_it_counts(site: Site) -> None:
    """New keys stand in both sets at once; `/metrics` tells the age of those that sign."""
    old = [site.client().get(path).json["jwks"]["keys"] for path in (KEYS, STATUS_KEYS)]
    site.clock.advance(timedelta(seconds=6))
    new = site.world.custody.rotate(at_once=False, actor="test", at=site.clock())
    site.clock.advance(timedelta(seconds=6))
    both = [site.client().get(path).json["jwks"]["keys"] for path in (KEYS, STATUS_KEYS)]
    assert [[key["kid"] for key in each] for each in both] == [
        [*(key["kid"] for key in before), made.kid] for before, made in zip(old, new, strict=True)
    ]
    told = site.client().get("/metrics").text
    assert 'probatum_key_usable{purpose="credential"} 1.0' in told
    assert 'probatum_key_age_days{purpose="status"} 30.0' in told
    (site.world.settings.key_folder / f"{old[0][0]['kid']}.pem").unlink()
    assert 'probatum_key_usable{purpose="credential"} 0.0' in site.client().get("/metrics").text


def test_no_key_shows_its_private_half(site: Site) -> None:
    """Every key has these members and no other."""
    public = {"kty", "crv", "x", "y", "kid", "use", "alg"}
    sets = [site.client().get(path).json["jwks"]["keys"] for path in (KEYS, STATUS_KEYS)]
    for key in [*sets[0], *sets[1], *site.client().get(KEY_SET).json["keys"]]:
        assert set(key) == public


def test_a_list_is_what_the_record_says(site: Site) -> None:
    """The token's own signature, `sub` and dates hold, and a change is in the next answer."""
    number = site.issue()
    assert _list(site)[_index(site, number)] is Status.VALID
    site.act(number, "revoke", "licence-lost")
    assert _list(site)[_index(site, number)] is Status.REVOKED


def test_a_list_is_signed_anew_in_time(site: Site) -> None:
    """Between two signatures the bytes stay, after half their `ttl` they are new."""
    site.issue()
    first = site.client().get("/s/1").data
    site.clock.advance(RESIGN_AFTER - timedelta(seconds=1))
    assert site.client().get("/s/1").data == first
    site.clock.advance(timedelta(seconds=1))
    assert site.client().get("/s/1").data != first


def test_a_change_that_cannot_be_signed_is_not_hidden(site: Site) -> None:
    """Without the status key a changed list is 503, while API and page tell the change."""
    number = site.issue()
    site.client().get("/s/1")
    kid = site.world.keys.status_signer(site.clock()).kid
    (site.world.settings.key_folder / f"{kid}.pem").unlink()
    assert site.client().get("/s/1").status_code == 200
    assert site.act(number, "revoke", "licence-lost").json["verdict"]["reason"] == "revoked"
    response = site.client().get("/s/1")
    problem_of(response, 503, "key_unavailable")
    assert int(response.headers["Retry-After"]) > 0
    assert "Withdrawn" in site.client().get(f"/v/{number}").text


def test_history_of_lists_is_not_kept(site: Site) -> None:
    """`time` asks for an older list: 501, as the draft on status lists has it."""
    site.issue()
    problem_of(site.client().get("/s/1?time=1795132800"), 501, "not_implemented")


def test_a_list_is_packed_for_who_can_unpack(site: Site) -> None:
    """gzip is the same bytes under another strong ETag; `Vary` says so."""
    site.issue()
    plain = site.client().get("/s/1")
    packed = site.client().get("/s/1", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    refused = site.client().get("/s/1", headers={"Accept-Encoding": "gzip;q=0"})
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert (packed.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == (
        "gzip",
        False,
    )
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_type_is_its_frozen_bytes(site: Site) -> None:
    """The bytes recorded at activation, told to be kept for ever."""
    answer = site.client().get("/t/1")
    with site.world.database.reading() as unit:
        assert answer.data == unit.schemes.types()[0].document
    assert parse_document(answer.data).url == f"{ISSUER}/t/1"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert parse_document(site.client().get("/t/2").data).scheme == "btx-2"


@pytest.mark.parametrize(
    ("path", "media_type", "policy"),
    [
        (KEYS, "application/json", "public, max-age=60"),
        (STATUS_KEYS, "application/json", "public, max-age=60"),
        (KEY_SET, "application/json", "public, max-age=60"),
        ("/s/1", "application/statuslist+jwt", "public, max-age=15"),
        ("/t/1", "application/json", "public, max-age=31536000, immutable"),
    ],
)
def test_documents_are_for_everyone(shared: Site, path: str, media_type: str, policy: str) -> None:
    """Media type without parameters, age, a strong ETag that gets 304, CORS for all, no cookie."""
    shared.report()
    answer = shared.client().get(path)
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Cache-Control"] == policy
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    same = shared.client().get(path, headers={"If-None-Match": etag, "Origin": "https://a.example"})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", etag)
    for response in (answer, same):
        _is_for_everyone(response)
    head = shared.client().head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", etag)


def _is_for_everyone(response: TestResponse) -> None:
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert "Date" not in response.headers  # the server's to write, once


@pytest.mark.parametrize("folder", ["/s/", "/t/"])
@pytest.mark.parametrize(
    "serial",
    ["0", "3", "01", "-1", "1.0", "1_0", "x", "%00", "\u0661", str(2**63), "9" * 5000, "1%2F"],
)
def test_there_is_nothing_at_other_addresses(shared: Site, folder: str, serial: str) -> None:
    """404, a problem document that any page may read."""
    response = shared.client().get(folder + serial)
    problem_of(response, 404, "not_found")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_they_are_only_read(shared: Site, path: str) -> None:
    """Anything but GET and HEAD is 405 and says what is allowed; OPTIONS too."""
    for method in ("POST", "PUT", "DELETE", "TRACE", "FOO"):
        response = shared.client().open(path, method=method)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert shared.client().options(path).status_code == 200


def test_a_specimen_says_so_in_its_types(make_site: MakeSite) -> None:
    """On loopback every type's title begins with the word."""
    site = make_site("http://127.0.0.1:8299")
    assert json.loads(site.client().get("/t/1").data)["name"].startswith("SPECIMEN: ")
    assert site.client().get(KEYS).json["issuer"] == "http://127.0.0.1:8299"


def _list(site: Site) -> dict[int, Status]:
    issuer = site.world.trust.current().find(ISSUER)
    assert issuer is not None
    token = site.client().get("/s/1").data.decode("ascii")
    bits = parse_status_list(token, issuer=issuer, uri=f"{ISSUER}/s/1").bits
    return {index: bits[index] for index in range(len(bits))}


def _index(site: Site, number: str) -> int:
    with site.world.database.reading() as unit:
        return unit.credentials.of([number])[number][0].index
