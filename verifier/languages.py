"""The languages of the public pages: English as it is written, the others from one catalogue.

The catalogue is every `templates/languages/LANGUAGE/*.po`, a file for each subject, and has one
entry for one English sentence. It is read as text when it is first needed: nothing is compiled, and
nothing lies beside it that could be older than it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parents[1] / "templates" / "languages"
_DATES = {"en": "en_GB"}  # 3 March 2027: the day first, as the paper has it


@dataclass(frozen=True, slots=True)
class Language:
    """One language by its BCP 47 tag, what it calls itself, and which way it is written."""

    code: str
    name: str
    direction: str
    translations: NullTranslations = field(repr=False, compare=False)

    def say(self, sentence: str) -> str:
        """Return `sentence`, which is English and may have places in braces, in this language."""
        return str(self.translations.ugettext(sentence)) if sentence else ""

    def count(self, one: str, many: str, number: int) -> str:
        """Return what is said of `number` things, with the number put in its place.

        Digits are Western in every language: people compare them with the paper.
        """
        return str(self.translations.ungettext(one, many, number)).format(number=number)

    def day(self, day: date) -> str:
        """Return `day` as people write it: 3 March 2027, 3 de marzo de 2027."""
        return _format_day(day, _DATES.get(self.code, self.code))


@lru_cache(maxsize=1000)  # a list of certificates names few days, and each of them often
def _format_day(day: date, locale: str) -> str:
    return format_date(day, "long", locale=locale)


ENGLISH = Language("en", "English", "ltr", NullTranslations())
CODES = ("en", "es", "ar")


@cache
def language(code: str) -> Language:
    """Return the language of one of `CODES`."""
    if code == ENGLISH.code:
        return ENGLISH
    locale = Locale.parse(code)
    written = Path(FOLDER / code)
    name = str(locale.get_display_name(code))
    return Language(
        code, name[:1].upper() + name[1:], locale.text_direction, _compile(code, written)
    )


def languages() -> tuple[Language, ...]:
    """Return all of them, English first."""
    return tuple(language(code) for code in CODES)


def _compile(code: str, folder: Path) -> Translations:
    whole = Catalog(locale=code)
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code, abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)
