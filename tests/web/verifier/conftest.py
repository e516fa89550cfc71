"""A verifier's app around a body that keeps state."""

from __future__ import annotations

import pytest

from tests.factories import FakeBody, FakeDocuments
from tests.web.verifier.clients import SiteClient, make_client


@pytest.fixture
def body() -> FakeBody:
    """Return a certification body that released nothing yet."""
    return FakeBody()


@pytest.fixture
def documents() -> FakeDocuments:
    """Return a reader that knows no document yet."""
    return FakeDocuments()


@pytest.fixture
def client(body: FakeBody, documents: FakeDocuments) -> SiteClient:
    """Return a client of that body's site."""
    return make_client(body, documents=documents)
