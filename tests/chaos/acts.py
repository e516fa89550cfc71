"""The commands that are killed at their steps, and what they work on."""

from __future__ import annotations

import json
from pathlib import Path

from tests.chaos.served import Answer, Served, passed
from tests.chaos.stepping import Act


def acts(folder: Path, server: Served, runs: int) -> list[Act]:
    """Return issue, revoke and publish, each to be run up to `runs` times."""
    folder.mkdir()
    server.start()
    answers = [server.report(f"to withdraw {each}") for each in range(runs + 2)]
    server.stop()
    numbers = [answer.body["certificate"]["number"] for answer in answers]

    def attempt(each: int) -> str:
        return f"step-{folder.name}-{each}"

    def issue(each: int) -> list[str]:
        path = folder / f"result-{each}.json"
        path.write_text(json.dumps(passed(attempt(each))))
        return ["issue", str(path), "--out", str(folder)]

    def issue_again(server: Served, each: int) -> Answer:
        return server.report(attempt(each))

    def revoke(each: int) -> list[str]:
        return ["revoke", numbers[each], "--reason", "issued-in-error"]

    def revoke_again(server: Served, each: int) -> Answer:
        return server.revoke(numbers[each])

    def publish(each: int) -> list[str]:
        return ["publish", str(folder / f"published-{each}")]

    return [
        Act("issue", issue, issue_again),
        Act("revoke", revoke, revoke_again, withdrawn=lambda each: numbers[each]),
        Act("publish", publish),
    ]
