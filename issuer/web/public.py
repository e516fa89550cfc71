"""What anyone may fetch: keys, status lists and type metadata, as docs/format.md has them.

No answer depends on who asks: no cookie, nothing of the caller in an address or an ETag.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache

from flask import Blueprint, Response, current_app, request

from issuer.custody.publishing import PublishedKeys
from issuer.errors import NotFoundedError
from issuer.wiring import IssuerWorld
from keys.jwk import to_jwk
from keys.keyring import Purpose
from verifier import status_token, type_metadata
from verifier.trust import LIST_PATH, STATUS_ISSUER, TYPE_PATH
from verifier.trust_file import MEDIA_TYPE, PUBLISHED, format_trust
from verifier.web.http.problems import Problem

KEYS_MAX_AGE = 60  # seconds: within that a compromised key is gone from every cache
LIST_MAX_AGE = 15

KEY_DOCUMENTS = (
    "/.well-known/jwt-vc-issuer",
    "/.well-known/jwt-vc-issuer/status",
    "/.well-known/jwks.json",
    PUBLISHED,
)

_SERIAL = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_FOR_EVER = "public, max-age=31536000, immutable"


def public_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the public documents of the issuer."""
    blueprint = Blueprint("public", __name__)
    _add_keys(blueprint, world)
    _add_lists(blueprint, world)
    _add_types(blueprint, world)

    @blueprint.after_request
    def open_to_all(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-ID"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return blueprint


def _add_keys(blueprint: Blueprint, world: IssuerWorld) -> None:
    url, published = world.body.url, PublishedKeys(world.database)

    @blueprint.get("/.well-known/jwt-vc-issuer")
    def credential_issuer() -> Response:
        return _key_document(issuer=url, jwks=_key_set(world, published, Purpose.CREDENTIAL))

    @blueprint.get("/.well-known/jwt-vc-issuer/status")
    def status_issuer() -> Response:
        return _key_document(
            issuer=url + STATUS_ISSUER, jwks=_key_set(world, published, Purpose.STATUS)
        )

    @blueprint.get("/.well-known/jwks.json")
    def key_set() -> Response:
        return _key_document(**_key_set(world, published, Purpose.CREDENTIAL))

    @blueprint.get(PUBLISHED)
    def trust_file() -> Response:
        data = format_trust(world.publisher.trust_file()).encode("utf-8")
        return _conditional(_kept(data, MEDIA_TYPE, f"public, max-age={KEYS_MAX_AGE}"))


def _add_lists(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get(f"{LIST_PATH}<serial>")
    def status_list(serial: str) -> Response:
        if "time" in request.args:
            raise Problem(501, "not_implemented", "Only the present list is served here.")
        known = _SERIAL.fullmatch(serial)
        token = world.publisher.serve(f"{world.body.url}{LIST_PATH}{serial}") if known else None
        if token is None:
            raise Problem(404, "not_found", "There is no such status list.")
        return _packed(
            _kept(token.encode("ascii"), status_token.MEDIA_TYPE, f"public, max-age={LIST_MAX_AGE}")
        )


def _add_types(blueprint: Blueprint, world: IssuerWorld) -> None:
    find = _frozen_types(world)

    @blueprint.get(f"{TYPE_PATH}<serial>")
    def type_document(serial: str) -> Response:
        known = _SERIAL.fullmatch(serial)
        document = find(f"{world.body.url}{TYPE_PATH}{serial}") if known else None
        if document is None:
            raise Problem(404, "not_found", "There is no such credential type.")
        return _conditional(_kept(document, type_metadata.MEDIA_TYPE, _FOR_EVER))


def _frozen_types(world: IssuerWorld) -> Callable[[str], bytes | None]:
    """Return a look-up that asks the record once for each type: its bytes never change."""
    known: dict[str, bytes] = {}

    def find(url: str) -> bytes | None:
        if url not in known:
            with world.database.reading() as unit:
                known.update({kind.url: kind.document for kind in unit.schemes.types()})
        return known.get(url)

    return find


def _key_set(world: IssuerWorld, published: PublishedKeys, purpose: Purpose) -> dict[str, object]:
    issuer = world.trust.current().find(world.body.url)
    if issuer is None:
        raise NotFoundedError("the body is not on record")
    wanted = [key for key in issuer.keyring if key.purpose is purpose]
    return {"keys": [to_jwk(key.key) for key in published.of(wanted, world.clock())]}


def _key_document(**members: object) -> Response:
    data = current_app.json.dumps(members).encode("utf-8")
    policy = f"public, max-age={KEYS_MAX_AGE}"
    return _conditional(_kept(data, "application/json", policy))


def _kept(data: bytes, media_type: str, policy: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = policy
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    return response


def _packed(response: Response) -> Response:
    """Pack what the reader can unpack: base64url costs a third, which gzip wins back."""
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        data = response.get_data()
        response.set_data(_gzip(data))
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(f"{hashlib.sha256(data).hexdigest()[:32]}-gzip")
    return _conditional(response)


@lru_cache(maxsize=16)
def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=6, mtime=0)


def _conditional(response: Response) -> Response:
    response.make_conditional(request)
    del response.headers["Date"]  # the server writes it
    return response
