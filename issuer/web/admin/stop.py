"""The emergency stop, and what every page of the desk says of it and of who acted alone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from issuer.accounts.roles import Action
from issuer.errors import StorageUnavailableError
from issuer.requests.ports import Alert
from issuer.requests.request import Kind, RequestState
from issuer.web.admin.forms import DeskForm, read_text
from issuer.web.admin.gate import current, officer, own_path
from issuer.web.notes import MAX_NOTE
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_ALERTS = 5  # on a page
_WAITING = 1000


class StopForm(DeskForm):
    """Why issuing is stopped, or may go on."""

    why = TextAreaField(
        "Why",
        validators=[InputRequired("Say why.")],
        description="Every officer reads it, and it stays on record. Leave out names.",
        render_kw={"rows": 2, "maxlength": MAX_NOTE},
    )

    def validate_why(self, field: TextAreaField) -> None:
        """Put the text in the one form that notes have."""
        read_text(field)


def stop_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page of the stop, and what its two buttons send to."""
    blueprint = Blueprint("stop", __name__)
    stopping = world.requests.stopping

    @blueprint.get("/stop")
    @require(Action.READ_CERTIFICATES)
    def show() -> ResponseReturnValue:
        return _page(world, StopForm(formdata=None))

    @blueprint.post("/stop")
    @require(Action.STOP_ISSUING)
    def stop() -> ResponseReturnValue:
        form = StopForm()
        if not form.validate():
            return _page(world, form), 422
        stopping.stop(form.why.data, actor=officer().name, at=world.clock())
        return redirect(url_for("admin.stop.show"), 303)

    @blueprint.post("/stop/resume")
    @require(Action.ASK_RESUMING)
    def resume() -> ResponseReturnValue:
        form = StopForm()
        if not form.validate():
            return _page(world, form), 422
        made = stopping.ask_resuming(form.why.data, actor=officer().name, at=world.clock())
        flash(f"{made.id} waits for a second officer. Issuing stays stopped.", "told")
        return redirect(url_for("admin.stop.show"), 303)

    @blueprint.post("/alerts/<int:alert>/seen")
    @require(Action.OWN_ACCOUNT)
    def see(alert: int) -> ResponseReturnValue:
        if alert < 2**31:
            with world.database.writing() as unit:
                unit.alerts.see(alert, officer().name, world.clock())
        where = own_path(request.form.get("next"))
        return redirect(where or url_for("admin.requests.list_all"), 303)

    return blueprint


def why_stopped(world: IssuerWorld) -> str | None:
    """Return why issuing is stopped; while nobody can say, a page says nothing of it."""
    try:
        return world.requests.stopping.stopped()
    except StorageUnavailableError:
        return None


def unseen_alerts(world: IssuerWorld) -> list[Alert]:
    """Return what this officer has not read."""
    found = current().officer
    if found is None:
        return []
    try:
        with world.database.reading() as unit:
            return unit.alerts.unseen(found.name, _ALERTS)
    except StorageUnavailableError:
        return []


def _page(world: IssuerWorld, form: StopForm) -> str:
    at = world.clock()
    with world.database.reading() as unit:
        waiting = unit.requests.of_states([RequestState.WAITING], _WAITING)
    asked = [each for each in waiting if each.kind is Kind.RESUMING and each.expires > at]
    return render_template("admin/stop.html", form=form, asked=asked[0] if asked else None)
