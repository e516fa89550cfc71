"""Certified people over each real database in turn, beside the road from applicant to decision."""

from __future__ import annotations

import pytest

from tests.issuer.conftest import (  # noqa: F401 - fixtures
    cleaner,
    migrated_file,
    open_store,
    postgres_url,
    road,
    schema,
    server,
    sqlite_url,
    undrawable,
)
from tests.issuer.road import Road
from tests.recertification.keeping import Keeping, open_keeping


@pytest.fixture
def keeping(road: Road) -> Keeping:  # noqa: F811 - the fixture of that name
    """Return somebody who is certified, and what keeps the certificate true."""
    return open_keeping(road)
