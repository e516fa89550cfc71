"""The web app: the verifier's own, which an issuer extends with blueprints of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from verifier.scan.turns import InTurn
from verifier.settings import VerifierSettings
from verifier.trust import LIST_PATH
from verifier.web.api import verify_blueprint
from verifier.web.batch_api import batch_blueprint
from verifier.web.clinic import clinic_blueprint
from verifier.web.drawing_beside import beside_blueprint
from verifier.web.http.bodies import limit_bodies
from verifier.web.http.headers import page_policy, set_headers
from verifier.web.http.health import health_blueprint
from verifier.web.http.hosts import refuse_other_hosts
from verifier.web.http.json_out import StrictJson
from verifier.web.http.languages import speak
from verifier.web.http.limits import RateLimits, caller
from verifier.web.http.logs import log_incident, log_requests
from verifier.web.http.metrics import Metrics, metrics_blueprint
from verifier.web.http.openapi import ApiDescription, openapi_blueprint
from verifier.web.http.refusals import answer_refusals
from verifier.web.http.request_ids import name_requests
from verifier.web.ledger_api import ledger_blueprint
from verifier.web.licences import licences_blueprint
from verifier.web.not_here import tell_who_has_it
from verifier.web.pages import pages_blueprint
from verifier.web.services import Services
from verifier.web.static_files import inline_style, static_blueprint
from verifier.wiring import VerifierWorld

TEMPLATES = Path(__file__).parents[2] / "templates"

Extension = Callable[[Flask, Services], None]


class ProbatumApp(Flask):
    """A Flask app that reports bugs as incidents, writes strict JSON and keeps no session."""

    json_provider_class = StrictJson

    def log_exception(
        self,
        exc_info: (
            tuple[type[BaseException], BaseException, TracebackType | None]
            | tuple[None, None, None]
        ),
    ) -> None:
        """Log a bug under its request's number; the path asked for is not logged."""
        log_incident(exc_info)


def create_app(world: VerifierWorld, *extensions: Extension) -> Flask:
    """Return the app of `world`.

    Each extension is called with the app and the services that its blueprints share, so that
    one description, one set of limits and one error handler serve verifier and issuer alike.
    """
    world = _with_turns(world)
    app = ProbatumApp("probatum", template_folder=TEMPLATES, static_folder=None)
    services = _surround(app, world)
    app.context_processor(lambda: {"brand": world.brand()})
    app.register_blueprint(static_blueprint())
    app.register_blueprint(pages_blueprint(world, services))
    app.register_blueprint(verify_blueprint(world, services))
    app.register_blueprint(batch_blueprint(world, services))
    app.register_blueprint(clinic_blueprint(world, services))
    app.register_blueprint(ledger_blueprint(world, services))
    app.register_blueprint(licences_blueprint(world))
    if world.drawer is not None:
        app.register_blueprint(beside_blueprint())
    app.register_blueprint(openapi_blueprint(services.api))
    app.register_blueprint(health_blueprint(world.readiness))
    app.register_blueprint(
        metrics_blueprint(services.metrics, public=world.settings.metrics_public)
    )
    if not world.inquiry.verifier.ledgers:
        tell_who_has_it(app, world)
    for extend in extensions:
        extend(app, services)
    return app


def _with_turns(world: VerifierWorld) -> VerifierWorld:
    """Return `world` where each address has one document read at a time."""
    documents = InTurn(world.inquiry.documents, caller)
    return replace(world, inquiry=replace(world.inquiry, documents=documents))


def _surround(app: Flask, world: VerifierWorld) -> Services:
    """Put around every route what all have in common. The order is that of each request.

    What is done after a request runs in the opposite order: names and logs come last.
    """
    settings = world.settings
    _trust_proxies(app, settings)
    metrics = Metrics()
    name_requests(app)
    log_requests(app)
    metrics.watch(app)
    set_headers(app, policy=page_policy(inline_style(), _lists_elsewhere(world)))
    answer_refusals(app)
    refuse_other_hosts(app, world.hosts)
    limit_bodies(app)
    speak(app)
    return Services(
        api=ApiDescription(title="Probatum", version="1"),
        limits=RateLimits(app, lookups=settings.lookup_limit, redis_url=settings.redis_url),
        metrics=metrics,
    )


def _lists_elsewhere(world: VerifierWorld) -> list[str]:
    """Return where the issuers that are not this site itself have their status lists."""
    issuers = world.trust.current().issuers
    return [i.url + LIST_PATH for i in issuers if i.url.partition("//")[2] not in world.hosts]


def _trust_proxies(app: Flask, settings: VerifierSettings) -> None:
    count = settings.trusted_proxies
    if count:  # address and scheme; the Host header is the proxy's to pass on, and is checked
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
