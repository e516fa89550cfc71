"""How many messages wait and were given up, among the figures of `/metrics`.

`prometheus_client` here too: the verifier alone, whose file the others are in, has no outbox.
"""

from __future__ import annotations

from flask import Flask, request
from prometheus_client import Gauge

from issuer.errors import StorageUnavailableError
from issuer.notify.message import Channel, MessageState
from issuer.wiring import IssuerWorld
from verifier.web.http.metrics import Metrics

_TOLD = (MessageState.WAITING, MessageState.DEAD)


def count_messages(app: Flask, world: IssuerWorld, metrics: Metrics) -> None:
    """Count messages whenever the figures are asked for; while the database is away, leave them."""
    gauge = Gauge(
        "probatum_messages",
        "Messages",
        ["channel", "state"],
        registry=metrics.registry,
        multiprocess_mode="mostrecent",
    )

    @app.before_request
    def count() -> None:
        if request.path != "/metrics":
            return
        try:
            with world.database.reading() as unit:
                found = unit.outbox.counts()
        except StorageUnavailableError:
            return
        for channel in Channel:
            for state in _TOLD:
                gauge.labels(channel, state).set(found.get((channel, state), 0))
