"""Words for mails: `templates/mail/{language}/{topic}.txt`, by Jinja, outside of any request.

A template has two blocks, `subject` and `text`. Where a language has no such template, English
stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from issuer.body.body import Body

ENGLISH = "en"
_LOCALES = {"en": "en_GB"}  # 20 November 2026, as on all our pages
_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)  # it names a folder


class Letters:
    """Renders mails of one body. Made once."""

    def __init__(self, folder: Path, body: Body) -> None:
        self._body = body
        self._jinja = Environment(
            loader=FileSystemLoader(folder),
            autoescape=False,  # noqa: S701 - plain text, in which nothing is markup
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, topic: str, language: str, **values: object) -> tuple[str, str]:
        """Return subject and text. The subject is one line, whatever the values hold."""
        template = self._find(topic, language)
        spoken = (template.name or ENGLISH).partition("/")[0]
        known = {"body": self._body, "url": self._body.url, "day": _day(spoken), **values}
        subject = " ".join(_block(template, "subject", known).split())
        return subject, _block(template, "text", known).strip() + "\n"

    def _find(self, topic: str, language: str) -> Template:
        spoken = language if _LANGUAGE.fullmatch(language) else ENGLISH
        return self._jinja.select_template([f"{spoken}/{topic}.txt", f"{ENGLISH}/{topic}.txt"])


def _day(language: str) -> Callable[[date], str]:
    locale = _LOCALES.get(language, language)

    def write(on: date) -> str:
        return format_date(on, "long", locale=locale)

    return write


def _block(template: Template, name: str, values: Mapping[str, object]) -> str:
    return "".join(template.blocks[name](template.new_context(dict(values))))
