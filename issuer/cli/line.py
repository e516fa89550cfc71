"""Text typed on a command line: one printable line, or wrong usage."""

from __future__ import annotations

import click

from issuer.certification.lines import read_line

_LONGEST = 200  # characters; a note may be longer
_LONGEST_NOTE = 2000


class Line(click.ParamType[str]):
    """One line in NFC, without what does not print; `empty` says whether there may be none."""

    name = "text"

    def __init__(self, longest: int = _LONGEST, *, empty: bool = False) -> None:
        self._longest = longest
        self._empty = empty

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the line, or fail with what to mend."""
        if not value and self._empty:
            return ""
        try:
            return read_line(value, self._longest)
        except ValueError as exc:
            self.fail(str(exc), param, ctx)


LINE = Line()
NOTE = Line(_LONGEST_NOTE, empty=True)
SEARCH = Line(empty=True)
