"""Issues certificates one by one and says so after each commit, until killed: run by a test."""

from __future__ import annotations

import sys

from issuer.store.database import Database
from tests.store.making import issue, make_event, make_number


def main(url: str, serial: int) -> None:
    """Issue from `serial` on. What an earlier run committed and never told of is passed over."""
    database = Database(url)
    print("started", flush=True)  # noqa: T201 - this is the answer
    while True:
        with database.writing() as unit:
            if not unit.certificates.taken([make_number(serial)]):
                issue(unit, serial)
                unit.events.append([make_event(make_number(serial))])
        print(serial, flush=True)  # noqa: T201 - this is the answer
        serial += 1


main(sys.argv[1], int(sys.argv[2]))
