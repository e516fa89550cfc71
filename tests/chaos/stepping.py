"""`kill -9` of a command at each of its steps: the system calls that reach disk or database."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.chaos.judge import Row, row
from tests.chaos.load import Told
from tests.chaos.place import Place
from tests.chaos.served import Answer, Served

FILES = ("pwrite64", "write", "fdatasync", "fsync", "rename", "unlink")
SENT = ("sendto",)
"""What reaches a disk, and what reaches a database's server."""

_STRACE = ("strace", "-f", "--seccomp-bpf", "-qq")
_KILLED = {137, -9}
_OK = 201
_PATIENCE = 100  # seconds until what died halfway may be sent again
_NUMBER = re.compile(r"\bBTX-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Step:
    """The `nth` time a command makes a system call: strace counts each call by itself."""

    call: str
    nth: int

    @property
    def kill(self) -> list[str]:
        """Return what ends a command when it comes to this step, before it is done."""
        when = f"inject={self.call}:signal=KILL:when={self.nth}"
        return [*_STRACE, "-o", "/dev/null", "-e", f"trace={self.call}", "-e", when]


@dataclass(frozen=True)
class Act:
    """A command to be killed: `command(n)` is its n-th run, which nothing was done by before.

    `again(server, n)` asks the server for what the n-th run was about.
    """

    name: str
    command: Callable[[int], list[str]]
    again: Callable[[Served, int], Answer] | None = None
    withdraws: bool = False


@dataclass
class _Tries:
    """What the runs that were killed had said, and what was said when they were done again."""

    told: Told = field(default_factory=Told)
    killed: int = 0
    broken: list[str] = field(default_factory=list)


def steps_of(server: Served, calls: Sequence[str], command: list[str]) -> list[Step]:
    """Run a command; return its steps, in order."""
    log = Path(f"{server.home}.strace")
    trace = [*_STRACE, "-o", str(log), "-e", f"trace={','.join(calls)}"]
    made = server.run(*command, wrap=trace)
    if made.returncode:
        raise RuntimeError(f"{command}: {made.stdout}{made.stderr}")
    found, times = [], Counter[str]()
    for line in log.read_text().splitlines():
        if call := re.match(r"\d+ +(\w+)\(", line):
            times[call[1]] += 1
            found.append(Step(call[1], times[call[1]]))
    return found


def chosen(steps: list[Step], most: int) -> list[Step]:
    """Return `most` of the steps, evenly spread from the first to the last; all if 0."""
    if not most or most >= len(steps):
        return steps
    return [steps[round(each * (len(steps) - 1) / (most - 1))] for each in range(most)]


def at_each_step(server: Served, act: Act, calls: Sequence[str], *, most: int, name: str) -> Row:
    """Kill a command at `most` of its steps; then do again whatever was killed."""
    server.run(*act.command(0))  # the first of all does more: what it makes is there afterwards
    steps = chosen(steps_of(server, calls, act.command(1)), most)
    tries = _Tries()
    for each, step in enumerate(steps, 2):
        made = server.run(*act.command(each), wrap=step.kill)
        tries.killed += made.returncode in _KILLED
        _note(tries.told, act, each, made.stdout, done=not made.returncode)
    recovery = server.start()
    if act.again is not None:
        for each in range(2, len(steps) + 2):
            _do_again(tries, server, act, each)
    after = server.report(f"after {act.name} {name}")
    fault = f"kill -9 at {'each step' if not most else 'steps'} of {act.name} ({name})"
    found = row(fault, server, tries.told, tried=tries.killed, recovery=recovery)
    server.stop()
    broken = [*found.broken, *tries.broken, *([] if after.status == _OK else ["cannot issue"])]
    return replace(found, broken=tuple(broken))


def _note(told: Told, act: Act, each: int, said: str, *, done: bool) -> None:
    """Note what a run said: that was acknowledged."""
    for number in _NUMBER.findall(said):
        if act.withdraws:
            told.asked.add(number)
            told.revoked |= {number} if done else set()
        told.issued[f"{act.name}-{each}"] = number, number


def _do_again(tries: _Tries, server: Served, act: Act, each: int) -> None:
    """Ask for the act of a run once more, as its client would."""
    assert act.again is not None
    until, answer = time.monotonic() + _PATIENCE, act.again(server, each)
    while answer.code == "in_progress" and time.monotonic() < until:
        time.sleep(1)
        answer = act.again(server, each)
    if answer.status == _OK:
        number, token = answer.body["certificate"]["number"], answer.body["token"]
        before = tries.told.issued.setdefault(f"{act.name}-{each}", (number, token))
        if before[0] != number:
            tries.broken.append(f"{before[0]} and {number} for one examination")
    elif answer.status not in {200, 409} or answer.code == "in_progress":
        tries.broken.append(f"{act.name} {each} again: {answer.status} {answer.code}")


def rotations(place: Place, founded: Served, *, most: int, name: str) -> Row:
    """Kill a rotation of keys at its steps, each in a copy of a body that has not begun one."""
    calls, command = SENT if founded.database else FILES, ["keys", "rotate"]
    with place.copy(founded, f"rotated_{name.lower()}_0") as server:
        steps = chosen(steps_of(server, calls, command), most)
    tries = list(_rotations(place, founded, steps, name))
    fault = f"kill -9 at {'each step' if not most else 'steps'} of keys rotate ({name})"
    return replace(_together(tries), fault=fault)


def _rotations(place: Place, founded: Served, steps: list[Step], name: str) -> Iterator[Row]:
    for each, step in enumerate(steps, 1):
        with place.copy(founded, f"rotated_{name.lower()}_{each}") as server:
            made = server.run("keys", "rotate", wrap=step.kill)
            recovery, told = server.start(), Told()
            after = server.report(f"after rotation {name}")
            if after.status == _OK:
                told.issued["after"] = after.body["certificate"]["number"], after.body["token"]
            tried = made.returncode in _KILLED
            found = row(f"{name} {step}", server, told, tried=tried, recovery=recovery)
            server.stop()
        broken = found.broken if after.status == _OK else (*found.broken, "cannot issue")
        yield replace(found, broken=tuple(f"{step}: {each}" for each in broken))


def _together(tries: list[Row]) -> Row:
    """Return several tries of one fault as one row."""
    return replace(
        tries[0],
        tried=sum(each.tried for each in tries),
        acknowledged=sum(each.acknowledged for each in tries),
        lost=sum(each.lost for each in tries),
        wrong=sum(each.wrong for each in tries),
        recovery=max(each.recovery or 0 for each in tries),
        broken=tuple(broken for each in tries for broken in each.broken),
    )
