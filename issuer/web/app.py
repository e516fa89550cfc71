"""The issuer's app: the verifier's own, and beside it API, public documents and desk."""

from __future__ import annotations

from flask import Flask

from issuer.certificate.fresh import FreshDrawings
from issuer.certificate.handed_out import Drawn
from issuer.store.prior_numbers import SqlEarlierNumbers
from issuer.web.access import watch_reads
from issuer.web.admin.desk import add_desk
from issuer.web.api.applications import applications_blueprint
from issuer.web.api.certificates import certificates_blueprint
from issuer.web.api.changes import changes_blueprint
from issuer.web.api.clients import SECURITY, SECURITY_SCHEME
from issuer.web.api.dossiers import dossiers_blueprint
from issuer.web.api.exam_results import exam_results_blueprint
from issuer.web.api.registers import registers_blueprint
from issuer.web.api.statements import statements_blueprint
from issuer.web.api.webhooks import describe_webhooks
from issuer.web.candidate.assets import candidate_assets_blueprint
from issuer.web.candidate.pages import candidate_blueprint
from issuer.web.concern import PATH as CONCERN
from issuer.web.concern import concern_blueprint
from issuer.web.counting import CheckCounter, count_checks
from issuer.web.holder.assets import holder_assets_blueprint
from issuer.web.holder.pages import holder_blueprint
from issuer.web.holder.public import share_blueprint
from issuer.web.key_figures import count_keys
from issuer.web.look import brand_of, look_blueprint
from issuer.web.outbox_figures import count_messages
from issuer.web.public import public_blueprint
from issuer.web.public_register import public_register_blueprint
from issuer.web.readiness import readiness_blueprint
from issuer.web.refusals import answer_issuer_refusals
from issuer.web.watch.assets import watch_assets_blueprint
from issuer.web.watch.pages import watch_blueprint
from issuer.wiring import IssuerWorld
from verifier.inquiry import Inquiry
from verifier.scan.pool import DocumentReader
from verifier.web import app as verifier_app
from verifier.web.services import Services
from verifier.wiring import VerifierWorld, hosts_of


def create_app(world: IssuerWorld) -> Flask:
    """Return the app of an issuer."""

    def extend(app: Flask, services: Services) -> None:
        answer_issuer_refusals(app)
        services.api.add_security(SECURITY, SECURITY_SCHEME)
        describe_webhooks(services.api)
        app.register_blueprint(exam_results_blueprint(world, services.api))
        app.register_blueprint(certificates_blueprint(world, services.api))
        app.register_blueprint(changes_blueprint(world, services.api))
        app.register_blueprint(applications_blueprint(world, services.api))
        app.register_blueprint(dossiers_blueprint(world, services.api))
        app.register_blueprint(registers_blueprint(world, services.api))
        app.register_blueprint(statements_blueprint(world, services.api))
        app.register_blueprint(public_blueprint(world))
        app.register_blueprint(look_blueprint(world))
        app.register_blueprint(public_register_blueprint(world, services.limits))
        app.register_blueprint(concern_blueprint(world, services.limits))
        app.register_blueprint(readiness_blueprint(world))
        app.register_blueprint(candidate_assets_blueprint())
        app.register_blueprint(candidate_blueprint(world, services.limits))
        app.register_blueprint(holder_assets_blueprint())
        app.register_blueprint(holder_blueprint(world, services.limits))
        app.register_blueprint(share_blueprint(world, services.limits))
        count_messages(app, world, services.metrics)
        count_keys(app, world, services.metrics)
        app.register_blueprint(watch_assets_blueprint())
        app.register_blueprint(watch_blueprint(world, services.limits))
        add_desk(app, world, services.limits)
        watch_reads(app, world)
        counter = CheckCounter(world.database, world.clock)
        services.metrics.listeners.append(counter.count)
        count_checks(app, counter)

    return verifier_app.create_app(verifier_world(world), extend)


def _inquiry(world: IssuerWorld) -> Inquiry:
    drawn = Drawn(world.body.url, world.database)
    return Inquiry(world.verifier, DocumentReader(), drawn, SqlEarlierNumbers(world.database))


def verifier_world(world: IssuerWorld) -> VerifierWorld:
    """Return what the public pages work with: the issuer's own verifier, ledger and all."""
    return VerifierWorld(
        settings=world.settings,
        clock=world.clock,
        trust=world.trust,
        inquiry=_inquiry(world),
        hosts=hosts_of(world.body.url, world.settings.hosts),
        readiness={"database": world.database.is_ready},
        concern=CONCERN,
        drawer=FreshDrawings(world.printer),
        brand=lambda: brand_of(world.body),
    )
