"""The one table of refusals: complete, well-formed, and what answers go by."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import issuer
from issuer.certification.errors import CertificationError, ExamResultError, Fault, SchemeError
from issuer.errors import IssuerError, StorageUnavailableError, TransitionError
from issuer.web.problems import REFUSALS, detail_of, faults_of, refusal_of
from issuer.web.refusals import to_problem


def _subclasses(base: type) -> set[type]:
    found = set(base.__subclasses__())
    return found.union(*(_subclasses(kind) for kind in found)) if found else found


def _all_refusals() -> set[type]:
    """Return every refusal there is in the issuer, wherever it is defined."""
    for module in pkgutil.walk_packages(issuer.__path__, "issuer."):
        importlib.import_module(module.name)
    return {
        kind
        for kind in _subclasses(IssuerError) | _subclasses(CertificationError)
        if kind.__module__.startswith("issuer.")
    }


def test_the_table_is_complete() -> None:
    """Every refusal's code is in the table, and every code in the table is some refusal's."""
    codes = {kind.code for kind in _all_refusals()}  # type: ignore[attr-defined]
    assert codes == set(REFUSALS)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_each_is_told_in_one_way(code: str) -> None:
    """A code in snake case, a status of an error, and sentences that end."""
    refusal = REFUSALS[code]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert 400 <= refusal.status < 600
    assert re.fullmatch(r"[A-Z].*[.]", refusal.title)
    waits = refusal.status in {429, 503} or code == "in_progress"
    assert (refusal.retry_after is not None) == waits


def test_a_message_that_is_ours_alone_is_not_told() -> None:
    """Only where the table says so does the error's own message leave."""
    hidden = to_problem(StorageUnavailableError("disk /dev/sda1 is full"))
    assert "sda1" not in hidden.detail
    assert hidden.detail == REFUSALS["storage_unavailable"].title
    told = to_problem(TransitionError("BTX-1 is revoked: it stays so"))
    assert told.detail == "BTX-1 is revoked: it stays so."


def test_a_kind_of_storage_failure_is_told_like_the_others() -> None:
    """A subclass without a code of its own has its parent's."""
    for kind in _subclasses(StorageUnavailableError):
        assert refusal_of(kind("x")).status == 503


def test_mistakes_are_told_by_their_place() -> None:
    """Each fault of a document becomes one member of `errors`."""
    faults = [Fault("candidate.name", "add it"), Fault("scheme", "give text")]
    error = ExamResultError(faults)
    assert list(faults_of(error)) == faults
    assert [found.field for found in to_problem(error).errors] == ["candidate.name", "scheme"]
    assert detail_of(error) is None
    assert to_problem(SchemeError([Fault("id", "add it")])).status == 422
