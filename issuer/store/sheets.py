"""Score sheets: saved again and again, never over what the examiner has not seen."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from issuer.candidates.sheet import Sheet, SheetKey
from issuer.store.lookup import can_be_there
from issuer.store.tables.proceedings import ScoreSheetRow
from issuer.store.transaction import Transaction

_sheets = ScoreSheetRow.table()


@dataclass(frozen=True, slots=True)
class SqlSheets:
    """Implements `Sheets`."""

    transaction: Transaction

    def find(self, key: SheetKey) -> Sheet | None:
        """Return the sheet, or None while nothing was saved."""
        if not can_be_there(*asdict(key).values()):
            return None
        query = select(_sheets).where(*_is(key))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _sheet(row)

    def of_sitting(self, sitting: str) -> list[Sheet]:
        """Return every sheet of a sitting, by person, station and examiner."""
        if not can_be_there(sitting):
            return []
        order = (_sheets.c.person, _sheets.c.station, _sheets.c.examiner)
        query = select(_sheets).where(_sheets.c.sitting == sitting).order_by(*order)
        return [_sheet(row) for row in self.transaction.connection.execute(query)]

    def save(self, sheet: Sheet, *, after: int) -> bool:
        """Save a sheet over revision `after` (0: the first); False if another one is there."""
        values = {
            "items": json.dumps(dict(sheet.items), ensure_ascii=False),
            "critical": json.dumps(sheet.critical, ensure_ascii=False),
            "comment": sheet.comment,
            "revision": sheet.revision,
            "saved": sheet.saved,
            "handed_in": sheet.handed_in,
        }
        if after == 0:
            made = self.transaction.driver.insert(_sheets).values(asdict(sheet.key) | values)
            first = made.on_conflict_do_nothing().returning(_sheets.c.revision)
            return self.transaction.connection.scalar(first) is not None
        query = update(_sheets).where(*_is(sheet.key), _sheets.c.revision == after)
        return self.transaction.connection.execute(query.values(values)).rowcount == 1


def _is(key: SheetKey) -> list[ColumnElement[bool]]:
    return [_sheets.c[name] == value for name, value in asdict(key).items()]


def _sheet(row: Row[Any]) -> Sheet:
    return Sheet(
        key=SheetKey(row.sitting, row.person, row.station, row.examiner),
        items=json.loads(row.items),
        critical=tuple(json.loads(row.critical)),
        comment=row.comment,
        revision=row.revision,
        saved=row.saved,
        handed_in=row.handed_in,
    )
