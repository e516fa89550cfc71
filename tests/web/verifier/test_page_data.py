"""What the form's page carries for its script: one script, the trust, the words, a skeleton."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.factories import HOST, FakeBody, make_world
from tests.web.verifier.clients import SiteClient, make_client
from tests.web.verifier_js.trust_json import to_json
from verifier.days import last_day
from verifier.languages import ENGLISH
from verifier.trust import Trust
from verifier.verdict import Finding, Reason, Step, Verdict
from verifier.web.app import create_app
from verifier.web.one_script import one_script
from verifier.web.page_data import page_data, page_words
from verifier.web.squeeze import squeeze
from verifier.words import FINDINGS, STEPS, words_for

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def write(folder: Path, **modules: str) -> Path:
    """Write modules, and return `entry`."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "entry.js"


def test_modules_become_one_script(tmp_path: Path) -> None:
    """Each stands once, after what it needs, without imports, exports and comments."""
    entry = write(
        tmp_path,
        a="// first\n\nexport const A = 1; // kept\n",
        b='import { A } from "./a.js";\nexport async function b() {\n  // in it\n  return A;\n}\n',
        entry='import {\n  A,\n} from "./a.js";\nimport { b } from "./b.js";\nb(A);\n',
    )
    assert one_script(entry).decode() == (
        '(()=>{"use strict";const $a=1;async function $b(){return $a;}\n$b($a);})();\n'
    )


@pytest.mark.parametrize("text", ["export default 1;\n", "import './a.js';\n", "export { x };\n"])
def test_other_spellings_stop_the_start(tmp_path: Path, text: str) -> None:
    """What would be left over and break the page is found when the app is made."""
    with pytest.raises(ValueError, match=r"entry\.js"):
        one_script(write(tmp_path, entry=text))


def test_modules_in_a_circle_stop_the_start(tmp_path: Path) -> None:
    """There is no order for them."""
    circle = {"a": 'import { b } from "./entry.js";\n', "entry": 'import { a } from "./a.js";\n'}
    with pytest.raises(ValueError, match="cycle"):
        one_script(write(tmp_path, **circle))


def test_the_page_s_script_has_no_name_twice(client: FlaskClient) -> None:
    """All modules share one scope, in which every name is somebody's own, and a short one."""
    source = client.get("/static/verify.js").text
    names = re.findall(r"\b(?:function|class) ([\w$]+)", source)
    assert len(names) > 60
    assert len(set(names)) == len(names)
    assert all(name.startswith("$") for name in names)
    assert "import " not in source
    assert "innerHTML" not in source


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("a = 1; // why\n// and more\nb();\n", "a=1;b();\n"),
        ('x = "// not a comment";\n', 'x="// not a comment";\n'),
        ('x = /[/"]\\//g.test(y) / 2 / z;\n', 'x=/[/"]\\//g.test(y)/2/z;\n'),
        ("return /^a b$/.test(x);\n", "return/^a b$/.test(x);\n"),
        ("x = a + +b - -c;\n", "x=a+ +b- -c;\n"),
        ("f()\ng()\n[1].map(h)\n", "f()\ng()\n[1].map(h)\n"),
        ("const { a, b } = c;\n", "const{a,b}=c;\n"),
        ("x = `${a} b  ${c.d}`;\n", "x=`${a} b  ${c.d}`;\n"),
    ],
)
def test_space_is_left_out_where_it_says_nothing(text: str, squeezed: str) -> None:
    """Texts, patterns and templates stay as they are, and so does where a statement ends."""
    assert squeeze(text) == squeezed


def test_names_become_short_and_properties_stay() -> None:
    """A name is another in every place where it is a name, and in none where it is a property."""
    text = (
        "const kind = 1;\nf({ kind, other: kind, kind: 2 }, x.kind, x?.kind, y ? kind : 3);\n"
        'g(`${kind} kind ${x.kind}`, "kind", [kind, ...kind]);\nfunction h() { kind = 2; }\n'
    )
    assert squeeze(text, ["kind"]) == (
        "const $a=1;f({kind:$a,other:$a,kind:2},x.kind,x?.kind,y?$a:3);"
        'g(`${$a} kind ${x.kind}`,"kind",[$a,...$a]);function h(){$a=2;}\n'
    )


def test_a_short_name_is_nobody_else_s() -> None:
    """What is called so already keeps its name to itself."""
    assert squeeze("const long = $a;\n", ["long"]) == "const $b=$a;\n"


@pytest.mark.parametrize("text", ['x = "two\nlines";\n', "x = `two\nlines`;\n", "x = 'a\n"])
def test_texts_over_two_lines_stop_the_start(text: str) -> None:
    """The style that is not ours is found when the app is made."""
    with pytest.raises(ValueError, match="another way"):
        squeeze(text)


def test_the_trust_is_the_server_s(body: FakeBody) -> None:
    """Issuers, keys and types are as the browser's verification takes them."""
    known = json.loads(page_data(Trust([body.trusted]), {body.url}))
    (issuer,) = known["trust"]["issuers"]
    (expected,) = to_json([body.trusted])["issuers"]
    for member in ("url", "name", "telephone", "keys_as_of", "keys"):
        assert issuer[member] == expected[member], member
    assert set(issuer["types"]) == set(expected["types"])
    assert (issuer["ledger"], issuer["specimen"]) == (True, False)
    assert not json.loads(page_data(Trust([body.trusted]), ()))["trust"]["issuers"][0]["ledger"]


def test_the_words_are_the_server_s(body: FakeBody) -> None:
    """What a browser can tell is there, in the words that the server has of a credential."""
    words = page_words()
    credential = make_world(body).inquiry.ask_text(body.release(), at=MOMENT).credential
    assert credential
    days = {
        "first_day": ENGLISH.day(credential.effective.date()),
        "last_day": ENGLISH.day(last_day(credential.expires)),
    }
    others = {Reason.UNKNOWN_NUMBER, Reason.NUMBER_MISTYPED, Reason.UNREADABLE}
    assert set(words["reasons"]) == {reason.value for reason in set(Reason) - others}
    for reason in set(Reason) - others:
        told = words_for(Verdict(reason, MOMENT, credential=credential))
        expected = [told.headline, told.sentence, told.advice, told.caution]
        assert [text.format(**days) for text in words["reasons"][reason.value]] == expected
    assert words["steps"] == {step.value: STEPS[step] for step in Step}
    assert words["findings"] == {finding.value: FINDINGS[finding] for finding in Finding}


def test_no_name_ends_the_block(body: FakeBody) -> None:
    """Whatever an issuer is called, the block of data goes on, and says just that."""
    name = "</script><script>alert(1)</script><!--"
    text = page_data(Trust([replace(body.trusted, name=name)]), ())
    assert "<" not in text
    assert json.loads(text)["trust"]["issuers"][0]["name"] == name


def test_the_form_carries_data_and_skeleton(client: FlaskClient) -> None:
    """One block of data, and the verdict's page with places for what is not known yet."""
    html = client.get("/v").text
    block = re.search('<script type="application/json" id="known">(.*?)</script>', html, re.DOTALL)
    assert block
    assert set(json.loads(block[1])) == {"trust", "words", "concern"}
    skeleton = html[html.index('<template id="verdict">') :]
    for place in (
        "{page.answer.headline}",
        'data-if="{page.answer.credential}"',
        'data-each="{page.lines}"',
        "{item.said}",
        "{page.answer.credential.valid_through.day_in_words}",
    ):
        assert place in skeleton, place


def test_the_page_may_ask_only_for_lists_of_trusted_issuers(body: FakeBody) -> None:
    """A verifier elsewhere lets its page reach the issuer's lists, and its own site; no more."""
    elsewhere = make_client(body, hosts=frozenset({HOST, "check.example.org"}))
    assert "connect-src 'self';" in elsewhere.get("/v").headers["Content-Security-Policy"]
    alone = SiteClient(create_app(make_world(body, hosts=frozenset({"check.example.org"}))))
    answer = alone.get("/v", base_url="https://check.example.org")
    assert f"connect-src 'self' {body.url}/s/;" in answer.headers["Content-Security-Policy"]
