"""Counters and times for Prometheus. Labels are our own words, never a caller's."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

from verifier.verdict import Verdict
from verifier.web.http.logs import method_of, route
from verifier.web.http.problems import Problem
from verifier.web.http.request_ids import seconds_taken

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """What one app counts. `registry` is its own, and takes whatever a blueprint adds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "probatum_requests", "Requests", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "probatum_request_seconds", "Time", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self._verdicts = Counter(
            "probatum_verdicts", "Verdicts", ["reason", "way"], registry=self.registry
        )
        self.listeners: list[Callable[[Verdict], None]] = []  # who else counts verdicts

    def count_verdict(self, verdict: Verdict, way: str) -> Verdict:
        """Count a verdict by its reason and the way it was asked for; return it."""
        self._verdicts.labels(verdict.reason, way).inc()
        for count in self.listeners:
            count(verdict)
        return verdict

    def watch(self, app: Flask) -> None:
        """Count and time every request."""

        @app.after_request
        def count(response: Response) -> Response:
            method = method_of(request.method)
            self._requests.labels(method, route(), response.status_code).inc()
            self._seconds.labels(route()).observe(seconds_taken())
            return response

    def text(self) -> bytes:
        """Return all figures; those of every process, where they share a directory."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def share_figures(folder: Path) -> None:
    """Have the processes that are forked from this one add up their figures in `folder`.

    `prometheus_client` asks the environment once, when it is imported: it is made to ask again.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]


def metrics_blueprint(metrics: Metrics, *, public: bool) -> Blueprint:
    """Make `/metrics`, for callers on this machine alone unless `public`."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def show() -> Response:
        if not public and not _is_from_here():
            raise Problem(403, "forbidden", "The figures are shown on this machine alone.")
        return Response(metrics.text(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _is_from_here() -> bool:
    # A proxy on this machine that we were not told of makes all the world look like loopback.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
