"""Licences to be looked at: each with its register, and a line to say what that shows now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.certification.errors import CertificationError
from issuer.certification.licence_watch import Ground, LicenceStanding
from issuer.certification.public_words import Register
from issuer.certification.rules.qualification import covers
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import IssuerError
from issuer.recertification.lapse import Lapse, LapseOutcome, LapseView
from issuer.recertification.licences import Watched
from issuer.web.admin.gate import officer
from issuer.web.admin.recheck_form import RecheckForm
from issuer.web.admin.words import StateWords, state_of
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

LISTED = 100  # tasks, the least grace first
_FILLED = re.compile(r"t([0-9]{1,18})-status", re.ASCII)
_VIEWS = {LapseView.OPEN: "Open", LapseView.OVERDUE: "Overdue", LapseView.CLOSED: "Settled"}
_GROUNDS = {
    Ground.EXPIRED: "Licence over by our record since",
    Ground.OVERDUE: "A new check is due since",
    Ground.NOT_ACTIVE: "Licence not active, as checked on",
}
_OUTCOMES = {
    LapseOutcome.GOOD: "The licence is good",
    LapseOutcome.OVER: "The certificate is over",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A task as the page shows it; `standing` is how the licence stands now."""

    lapse: Lapse
    certificate: Certificate
    state: StateWords
    standing: LicenceStanding | None
    register: Register | None
    overdue: bool
    form: RecheckForm

    @property
    def is_for_suspension(self) -> bool:
        """Tell whether a person should decide now: the grace is over, or a check found it bad."""
        if self.lapse.closed or self.certificate.state is not CertificateState.ACTIVE:
            return False
        bad = self.standing is not None and self.standing.ground is Ground.NOT_ACTIVE
        return self.overdue or bad


def lapses_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list, which is the form of the re-check as well."""
    blueprint = Blueprint("lapses", __name__, url_prefix="/lapses")

    @blueprint.get("")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        return _page(world, _view(), {})

    @blueprint.post("")
    @require(Action.RECHECK_LICENCES)
    def recheck() -> ResponseReturnValue:
        forms, saved, good = _save(world)
        if saved:
            flash(_told(saved, good), "told")
        if not forms and not saved:
            flash("Nothing was filled in: choose a status on at least one line.", "told")
        if forms:
            return _page(world, _view(), forms), 422
        return redirect(url_for("admin.lapses.list_all", view=_view().value), 303)

    return blueprint


def _save(world: IssuerWorld) -> tuple[dict[int, RecheckForm], int, int]:
    """Save each line by itself; return those that were refused, and how many saved and good."""
    refused, saved, good = {}, 0, 0
    for name, status in list(request.form.items())[: 3 * LISTED + 1]:
        found = _FILLED.fullmatch(name)
        if found is None or not status:
            continue
        task = int(found[1])
        form = RecheckForm(request.form, prefix=f"t{task}-")
        try:
            done = world.recertification.rechecking.record(
                task, form.seen, actor=officer().name, at=world.clock()
            )
        except (IssuerError, CertificationError) as error:
            form.mark(error)
            refused[task] = form
        else:
            saved, good = saved + 1, good + done.is_good
    return refused, saved, good


def _told(saved: int, good: int) -> str:
    lines = "1 check is" if saved == 1 else f"{saved} checks are"
    return f"{lines} on record. {good} found the licence good, which settles the task."


def _view() -> LapseView:
    asked = request.args.get("view", "")
    return LapseView(asked) if asked in {each.value for each in LapseView} else LapseView.OPEN


def _page(world: IssuerWorld, view: LapseView, forms: dict[int, RecheckForm]) -> str:
    today = world.clock().date()
    with world.database.reading() as unit:
        lapses = unit.lapses.of(view, on=today, limit=LISTED)
        counts = unit.lapses.counts(on=today)
        numbers = [each.number for each in lapses]
        made = unit.certificates.find(numbers)
        held = unit.lapses.held(numbers).values()
        watched = world.recertification.licences.look(unit, held, today)
    rows = [
        _row(world, each, made[each.number], watched.get(each.number), forms) for each in lapses
    ]
    return render_template(
        "admin/recertification/lapses.html",
        rows=rows,
        refused=_refused(rows, forms),
        view=view,
        views=_VIEWS,
        open=counts[LapseView.OPEN],
        late=counts[LapseView.OVERDUE],
        grounds=_GROUNDS,
        outcomes=_OUTCOMES,
        most=LISTED,
    )


def _refused(rows: Sequence[Row], forms: dict[int, RecheckForm]) -> list[str]:
    """Return what was refused of tasks that are not on the page any more."""
    shown = {row.lapse.id for row in rows}
    gone = (form for task, form in forms.items() if task not in shown)
    return [sentence for form in gone for sentence in form.status.errors]


def _row(
    world: IssuerWorld,
    lapse: Lapse,
    made: Certificate,
    watched: Watched | None,
    forms: dict[int, RecheckForm],
) -> Row:
    at = world.clock()
    return Row(
        lapse=lapse,
        certificate=made,
        state=state_of(made, at),
        standing=watched.standing if watched else None,
        register=_register(world, watched) if watched else None,
        overdue=lapse.is_overdue(at.date()),
        form=forms.get(lapse.id) or RecheckForm(prefix=f"t{lapse.id}-"),
    )


def _register(world: IssuerWorld, watched: Watched) -> Register | None:
    """Return the regulator's register that the scheme names for a licence's place."""
    asked = watched.record.application
    listed = world.recertification.licences.scheme_of(watched.held).registers
    return next(
        (
            each
            for each in listed
            if covers(each.region, asked.region)
            and (not each.professions or asked.profession in each.professions)
        ),
        None,
    )
