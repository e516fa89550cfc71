"""The whole record against all that can contradict it: chain, erasures, checkpoints elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from issuer.evidence.audit import ChainTransactions, first_break
from issuer.evidence.chain import Opened
from issuer.evidence.checkpoint import Checkpoint, read_checkpoint
from issuer.evidence.checkpoints import first_difference
from issuer.evidence.event import EventKind
from issuer.evidence.merkle import GrowingTree
from issuer.evidence.note import NoteError, NoteKey
from issuer.evidence.ports import Shelf


@dataclass(frozen=True, slots=True)
class Found:
    """Something is wrong from event `seq` on. `by` is what gave it away: chain or checkpoint."""

    seq: int
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What an audit of the whole record came to: the first bad row stands first."""

    events: int
    checkpoints: int
    covered: int  # events up to the last checkpoint that was believed
    faults: tuple[Found, ...]


@dataclass(slots=True)
class _Told:
    """What one pass over the chain gathers."""

    hashes: list[bytes] = field(default_factory=list)
    erased: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    erasures: dict[str, tuple[int, str]] = field(default_factory=dict)  # seq, digest

    def take(self, opened: Opened) -> None:
        self.hashes.append(opened.link.hash)
        if opened.erasure is not None and opened.salt is None:
            self.erased[opened.erasure].append(opened.link.seq)
        if opened.link.kind == EventKind.PERSON_ERASED and opened.data is not None:
            data = json.loads(opened.data)
            self.erasures[data["erasure"]] = (opened.link.seq, data["digest"])


def erasure_digest(seqs: Iterable[int]) -> str:
    """Return what an erasure's own event says of the events that it emptied."""
    return hashlib.sha256(",".join(map(str, sorted(seqs))).encode()).hexdigest()


def prove(
    transactions: ChainTransactions,
    shelf: Shelf | None = None,
    *,
    trusted: Sequence[NoteKey] = (),
    origin: str = "",
) -> Proof:
    """Verify everything. Checkpoints are believed by the `trusted` keys, or else the shelf's own.

    What the shelf keeps is compared event by event, so that the first bad row is named even
    where the whole chain was computed anew.
    """
    told = _Told()
    broken = first_break(transactions, watch=told.take)
    faults = [] if broken is None else [Found(broken.seq, broken.why, "chain")]
    faults += _unaccounted(told)
    if shelf is None:
        return Proof(len(told.hashes), 0, 0, _in_order(faults))
    seen, notes, kept = shelf.hashes(), shelf.notes(), list(trusted) or shelf.keys()
    checkpoints, unbelieved = _believed(notes, kept, origin)
    faults += unbelieved
    faults += _contradicted(checkpoints, told.hashes, seen)
    covered = max((each.size for each in checkpoints), default=0)
    return Proof(len(told.hashes), len(checkpoints), covered, _in_order(faults))


def _in_order(faults: Iterable[Found]) -> tuple[Found, ...]:
    return tuple(sorted(faults, key=lambda found: found.seq))


def _unaccounted(told: _Told) -> Iterator[Found]:
    """Yield erasures whose events are not those that they were decided to be."""
    for erasure, seqs in told.erased.items():
        seq, digest = told.erasures.get(erasure, (seqs[0], ""))
        if digest != erasure_digest(seqs):
            why = f"other events were emptied than erasure {erasure} says"
            yield Found(min(seq, seqs[0]), why, "chain")


def _believed(
    notes: Iterable[tuple[str, bytes]], keys: Sequence[NoteKey], origin: str
) -> tuple[list[Checkpoint], list[Found]]:
    checkpoints, faults = [], []
    for name, note in notes:
        try:
            read = read_checkpoint(note, keys)
        except NoteError as exc:
            faults.append(Found(1, f"checkpoint {name} cannot be believed: {exc}", "checkpoint"))
            continue
        if origin and read.origin != origin:
            why = f"checkpoint {name} is one of another record, {read.origin}"
            faults.append(Found(1, why, "checkpoint"))
            continue
        checkpoints.append(read)
    return sorted(checkpoints, key=lambda each: each.size), faults


def _contradicted(
    checkpoints: Sequence[Checkpoint], hashes: Sequence[bytes], seen: Sequence[bytes]
) -> Iterator[Found]:
    """Yield the first checkpoint that the record contradicts, with the first event that differs."""
    roots = _roots(hashes, {each.size for each in checkpoints})
    agreed = 0
    for each in checkpoints:
        if each.size > len(hashes):
            yield _contradiction(hashes, seen, agreed, each) or Found(
                len(hashes) + 1,
                f"the record ends at event {len(hashes)}, and a checkpoint has seen {each.size}: "
                "its end was cut off, or an older copy was put in its place",
                "checkpoint",
            )
            return
        if roots[each.size] != each.root:
            yield _contradiction(hashes, seen, agreed, each) or Found(
                agreed + 1,
                f"the record was rewritten somewhere from here to event {each.size}: the "
                "checkpoint there has another root",
                "checkpoint",
            )
            return
        agreed = each.size


def _contradiction(
    hashes: Sequence[bytes], seen: Sequence[bytes], agreed: int, checkpoint: Checkpoint
) -> Found | None:
    """Return the very event, where the hashes that were kept are those of the checkpoint."""
    changed = first_difference(seen[: checkpoint.size], hashes)
    if changed is None or changed <= agreed:
        return None
    if _roots(seen, {checkpoint.size}).get(checkpoint.size) != checkpoint.root:
        return None
    why = f"the record was rewritten from here on: the checkpoint at {checkpoint.size} saw another"
    return Found(changed, why, "checkpoint")


def _roots(hashes: Sequence[bytes], sizes: set[int]) -> dict[int, bytes]:
    tree = GrowingTree()
    roots = {0: tree.root()} if 0 in sizes else {}
    for data in hashes:
        tree.append(data)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return roots
