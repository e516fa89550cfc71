"""One document or many as JSON: every mistake has its path, and nothing else is ever raised."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.certification.dossier.applicant import parse_applicant
from issuer.certification.dossier.bundle import MAX_BYTES, MAX_DOCUMENTS, parse_bundle
from issuer.certification.dossier.documents import parse_document
from issuer.certification.errors import DocumentError
from tests.certification.rules.good_documents import documents
from tests.certification.rules.making import read

IDENTITY = {
    "kind": "identity", "ref": "id-1", "on": "2026-01-01", "document": "passport",
    "checked_by": "Ines Example-Officer",
}  # fmt: skip
TRAINING = {
    "kind": "training", "ref": "t", "scheme": "btx", "course": "c", "module": "M1",
    "format": "lecture", "instructor": "Dr Example", "on": "2026-01-01",
}  # fmt: skip


def told(members):
    with pytest.raises(DocumentError) as refused:
        parse_bundle(json.dumps(members).encode())
    return [(fault.path, fault.mend) for fault in refused.value.fields]


def test_one_or_many():
    """One document alone, and the same in a list, are the same."""
    data = json.dumps(IDENTITY).encode()
    assert parse_bundle(data) == [parse_document(data)]
    assert parse_bundle(json.dumps({"documents": [IDENTITY] * 2}).encode()) == 2 * parse_bundle(
        data
    )


def test_a_whole_dossier():
    """A full dossier fits in one request, in its order."""
    whole = [read(each) for each in documents()]
    members = [each.model_dump(mode="json", exclude_none=True) for each in whole]
    assert parse_bundle(json.dumps({"documents": members}).encode()) == whole


@pytest.mark.parametrize(
    ("members", "paths"),
    [
        ({"documents": [IDENTITY, {**IDENTITY, "document": "x"}]}, ["documents[1].document"]),
        (
            {"documents": [{**IDENTITY, "on": "x", "ref": ""}]},
            ["documents[0].ref", "documents[0].on"],
        ),
        ({"documents": [TRAINING]}, ["documents[0]"]),
        (
            {"documents": [7, [], None, {}]},
            [*(f"documents[{n}]" for n in range(3)), "documents[3].kind"],
        ),
        ({"documents": [{"kind": 7}]}, ["documents[0].kind"]),
        ({"documents": "x"}, ["documents"]),
        ({"documents": []}, ["documents"]),
        ({"documents": [IDENTITY], "kind": "identity"}, ["document"]),
        ({**IDENTITY, "kind": "passport"}, ["kind"]),
        ([], ["document"]),
    ],
)
def test_each_mistake_has_its_path(members, paths):
    """What is wrong with a document in the list is told with its place, counting from 0."""
    assert [path for path, _ in told(members)] == paths


def test_so_many_are_taken():
    """500 documents are read, 501 are not."""
    many = json.dumps({"documents": [IDENTITY] * MAX_DOCUMENTS}).encode()
    assert len(parse_bundle(many)) == MAX_DOCUMENTS
    assert told({"documents": [IDENTITY] * (MAX_DOCUMENTS + 1)}) == [
        ("documents", "give a list of 1 to 500 documents")
    ]


def test_so_much_is_read():
    """A mebibyte is read, one byte more is not."""
    data = json.dumps(IDENTITY).encode()
    assert len(parse_bundle(data.ljust(MAX_BYTES))) == 1
    with pytest.raises(DocumentError):
        parse_bundle(data.ljust(MAX_BYTES + 1))


def test_at_most_twenty_are_told():
    """A list of nothing but mistakes is told in part."""
    assert len(told({"documents": [7] * 100})) == 20


MEMBERS = st.sampled_from(["kind", "documents", "document", "ref", "person", "x"])
WORDS = st.sampled_from(["identity", "training", "2026-01-01", "documents"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner),
    max_leaves=8,
)


@pytest.mark.parametrize("parse", [parse_bundle, parse_applicant])
@given(data=st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_total(parse, data):
    """Any bytes, and any JSON, are read or refused with at least one fault."""
    try:
        outcome = parse(data)
    except DocumentError as refused:
        outcome = refused.fields
    assert outcome
