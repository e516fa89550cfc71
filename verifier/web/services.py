"""What the blueprints of one app share."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.web.http.limits import RateLimits
from verifier.web.http.metrics import Metrics
from verifier.web.http.openapi import ApiDescription


@dataclass(frozen=True, slots=True)
class Services:
    """Made once in `create_app` and handed to every blueprint, the issuer's too."""

    api: ApiDescription
    limits: RateLimits
    metrics: Metrics
