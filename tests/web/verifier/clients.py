"""A client that calls a site by its name."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import HOST, FakeBody, make_world
from verifier.web.app import Extension, create_app


class SiteClient(FlaskClient):
    """Calls the site by its name, unless told another."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask, and return the answer."""
        options.setdefault("base_url", f"https://{HOST}")
        return super().open(*args, **options)


def make_client(body: FakeBody, *extensions: Extension, **changes: Any) -> SiteClient:
    """Return a client of the site of `body`, whose world has `changes`."""
    return SiteClient(create_app(make_world(body, **changes), *extensions))
