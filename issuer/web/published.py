"""What `probatum publish` writes: page, keys, types and lists, as the site itself serves them.

Nothing here is about a person: what is public of one is asked by number, and stays with the site.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from issuer.web.app import verifier_world
from issuer.web.look import brand_of, look_blueprint
from issuer.web.public import KEY_DOCUMENTS, public_blueprint
from issuer.wiring import IssuerWorld
from verifier.status_lists import StatusLists
from verifier.trust import LIST_PATH
from verifier.verify import Verifier
from verifier.web import app as verifier_app
from verifier.web.http.headers import page_policy
from verifier.web.services import Services
from verifier.web.static_files import inline_style
from verifier.web.static_site import site_files, taken_files


def published_files(world: IssuerWorld, *, has_site: bool) -> dict[str, bytes]:
    """Return every file by its place in a folder.

    Raise `KeyUnavailableError` rather than publish a list that hides a change. With `has_site`
    the issuer answers behind the files, at the same address.
    """
    app = _make_app(world, has_site=has_site)
    host = world.body.host
    policy = page_policy(inline_style(), [world.body.url + LIST_PATH])
    documents = [*KEY_DOCUMENTS, *_logo(world), *_types(world), *_lists(world)]
    return {
        **taken_files(app, documents, host=host),
        **site_files(app, policy, host=host, has_site=has_site),
    }


def _make_app(world: IssuerWorld, *, has_site: bool) -> Flask:
    """Return an app of the public parts alone; without a site behind the files, no ledger."""
    alone = replace(world, verifier=Verifier(world.trust, StatusLists(world.publisher)))

    def extend(app: Flask, _: Services) -> None:
        app.register_blueprint(public_blueprint(world))
        app.register_blueprint(look_blueprint(world))

    return verifier_app.create_app(verifier_world(world if has_site else alone), extend)


def _logo(world: IssuerWorld) -> list[str]:
    brand = brand_of(world.body)
    return [brand.logo] if brand and brand.logo else []


def _types(world: IssuerWorld) -> list[str]:
    with world.database.reading() as unit:
        return [kind.url.removeprefix(world.body.url) for kind in unit.schemes.types()]


def _lists(world: IssuerWorld) -> list[str]:
    """Return the lists' paths; each is signed anew first, if that is due, or refused in words."""
    uris = world.publisher.uris()
    for uri in uris:
        world.publisher.serve(uri)
    return [uri.removeprefix(world.body.url) for uri in uris]
