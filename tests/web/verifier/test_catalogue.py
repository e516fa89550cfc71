"""The catalogue: every sentence of the public pages is there, in each language, short and whole."""

from __future__ import annotations

import io
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from issuer.web.watch import words as watch_words
from tests.source import ROOT
from verifier import telling, type_words, words
from verifier.languages import CODES, FOLDER, language
from verifier.report import words as report_words
from verifier.roster.reading import Wrong
from verifier.roster.said import Said
from verifier.web.clinic_list import Refused
from verifier.web.http import refusals
from verifier.web.static_files import SCANNING

OTHERS = [code for code in CODES if code != "en"]
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "_(" in path.read_text()
)
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
WORD = re.compile(r"\w[\w'\u2019.-]*")
SAID_OF = (400, 403, 404, 405, 408, 413, 414, 415, 429, 431, 500, 503)  # by their phrase, in pages
SIGNS = '<>"&'  # a translation stands in attributes, unescaped


def written(code: str) -> dict[Path, Catalog]:
    """Return each file of a language as it is written."""
    files = sorted((FOLDER / code).glob("*.po"))
    return {path: read_po(io.BytesIO(path.read_bytes()), locale=code) for path in files}


def messages(code: str) -> list[Message]:
    """Return every entry of a language, but for the heads of the files."""
    return [each for catalog in written(code).values() for each in catalog if each.id]


def said_in_templates() -> set[str]:
    """Return what the templates of the public pages have translated."""
    found = set()
    assert len(TEMPLATES) > 10
    for path in TEMPLATES:
        source = path.read_text()
        assert not re.search(r"{%-? *trans\b", source), path.name
        for _, _, said, _ in babel_extract(io.BytesIO(source.encode()), ("_", "gettext"), [], {}):
            found.add(said if isinstance(said, str) else said[0])
    return found


def said() -> set[str]:
    """Return every English sentence that a public page can show."""
    refused = {detail for _, detail in refusals._SAID.values()}
    titles = {HTTPStatus(status).phrase for status in SAID_OF}
    return {
        *said_in_templates(),
        *words.sentences(),
        *type_words.sentences(),
        *watch_words.sentences(),
        *refused,
        *titles,
        *SCANNING.values(),
        *said_to_clinics(),
    }


def said_to_clinics() -> set[str]:
    """Return what is told around a list and its answers; the command line's own is not."""
    lists = {*Said, *Wrong, *Refused, *telling.sentences(), *report_words.sentences()}
    return {str(each) for each in lists - {Wrong.IN_FILE}}


def translations(message: Message) -> tuple[str, ...]:
    """Return what an entry says, in each of its forms."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated(code: str) -> None:
    """Nothing that a page can show is missing, empty, or marked as a guess."""
    known = {message.id for message in messages(code)}
    assert len(known) > 100
    assert sorted(said() - known) == []
    pairs = [*words.counted(), *type_words.counted(), *report_words.counted()]
    pairs += watch_words.counted()
    assert sorted(pair[0] for pair in pairs if pair not in known) == []
    unsure = [m.id for m in messages(code) if m.fuzzy or not all(translations(m))]
    assert unsure == []


@pytest.mark.parametrize("code", OTHERS)
def test_one_sentence_has_one_entry(code: str) -> None:
    """The files of a language are one catalogue: no two translate the same."""
    ids = [message.id for message in messages(code)]
    assert sorted(map(str, ids)) == sorted({str(each) for each in ids})


@pytest.mark.parametrize("code", OTHERS)
def test_placeholders_agree(code: str) -> None:
    """What is put into the English is put into the translation, and nothing else."""
    wrong = []
    for message in messages(code):
        if isinstance(message.id, tuple):  # forms for exactly 0, 1 and 2 may say it in a word
            used = {place for text in translations(message) for place in PLACE.findall(text)}
            if used != set(PLACE.findall(message.id[1])) or "{" not in translations(message)[-1]:
                wrong.append(message.id)
        elif sorted(PLACE.findall(message.id)) != sorted(PLACE.findall(translations(message)[0])):
            wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_markup(code: str) -> None:
    """Words are words: a translation can neither begin an element nor end an attribute."""
    texts = [text for message in messages(code) for text in translations(message)]
    assert [text for text in texts if any(sign in text for sign in SIGNS)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_sentences_stay_short(code: str) -> None:
    """No sentence has more than 20 words in any language."""
    long = [
        sentence
        for message in messages(code)
        for text in translations(message)
        for sentence in re.split(r"(?<=[.?؟])\s+", text)
        if len(WORD.findall(PLACE.sub("x", sentence))) > 20
    ]
    assert long == []


def test_counts_have_the_forms_of_the_language() -> None:
    """Spanish has two forms and Arabic six; digits are those on the paper."""
    one, many = "At least {number} supervised case", "At least {number} supervised cases"
    arabic = [language("ar").count(one, many, number) for number in (1, 2, 3, 11, 100)]
    assert arabic == [
        "حالة واحدة على الأقل تحت الإشراف",
        "حالتان على الأقل تحت الإشراف",
        "3 حالات على الأقل تحت الإشراف",
        "11 حالة على الأقل تحت الإشراف",
        "100 حالة على الأقل تحت الإشراف",
    ]
    assert language("es").count(one, many, 1) == "Al menos 1 caso supervisado"
    assert language("es").count(one, many, 12) == "Al menos 12 casos supervisados"
    assert language("en").count(one, many, 12) == "At least 12 supervised cases"
