"""The verdict's page with places instead of values, which the page's own script fills.

One template makes both, so that script and server cannot say different things.
"""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint

from verifier.web.http.languages import reader_language


class Place:
    """Stands for a value in a template: prints its own name in braces, and has any member."""

    def __init__(self, place: str) -> None:
        """Stand for what is called `place`."""
        self._place = place

    def __getattr__(self, name: str) -> Place:
        """Return the place of a member."""
        if name.startswith("_"):
            raise AttributeError(name)
        return Place(f"{self._place}.{name}")

    def __str__(self) -> str:
        """Return the name by which the script puts in a value."""
        return "{" + self._place + "}"

    def __html__(self) -> str:
        """Return the same: a name has nothing to escape."""
        return str(self)


def teach_templates(blueprint: Blueprint) -> None:
    """Give the app's templates the filters and the test that know both values and places."""
    blueprint.add_app_template_test(_is_place, "a_place")
    blueprint.add_app_template_filter(_day, "day")
    blueprint.add_app_template_filter(_clock, "clock")
    blueprint.add_app_template_filter(_iso, "iso")
    blueprint.add_app_template_filter(_dial, "dial")


def _is_place(value: object) -> bool:
    return isinstance(value, Place)


def _day(value: date | Place) -> str:
    return str(value.day_in_words) if isinstance(value, Place) else reader_language().day(value)


def _clock(value: datetime | Place) -> str:
    return str(value.clock) if isinstance(value, Place) else f"{value:%H:%M} UTC"


def _iso(value: datetime | Place) -> str:
    return str(value.iso) if isinstance(value, Place) else value.isoformat()


def _dial(value: str | Place) -> str:
    return str(value.dial) if isinstance(value, Place) else value.replace(" ", "")
