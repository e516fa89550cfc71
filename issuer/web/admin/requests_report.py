"""The report of a request: each certificate, what was to be done, and what became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Blueprint, Response

from issuer.accounts.roles import Action
from issuer.requests.request import Request
from issuer.web.admin.requests_shown import find_request
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_PAGE = 5000  # rows read at a time
_HEADER = ("number", "act", "stood", "outcome", "why", "at")


def report_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the report as CSV; it names nobody."""
    blueprint = Blueprint("reports", __name__, url_prefix="/requests")

    @blueprint.get("/<any(one, many, replacing, resuming):kind>/<name>/report.csv")
    @require(Action.READ_CERTIFICATES)
    def report(kind: str, name: str) -> Response:
        found = find_request(world, kind, name)
        answer = Response(_rows(world, found), mimetype="text/csv")
        answer.headers["Content-Disposition"] = f'attachment; filename="{found.id}.csv"'
        return answer

    return blueprint


def _rows(world: IssuerWorld, found: Request) -> Iterator[str]:
    yield _line(_HEADER)
    after = ""
    while True:
        with world.database.reading() as unit:
            items = unit.requests.items(found.id, after=after, limit=_PAGE)
        if not items:
            return
        after = items[-1].number
        for item in items:
            at = item.at.isoformat() if item.at else ""
            outcome, why = item.outcome or "", item.why or ""
            yield _line((item.number, found.act, item.state.value, outcome, why, at))


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
