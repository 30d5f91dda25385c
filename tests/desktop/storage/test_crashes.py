"""Killed at any step, a profile and its stores are as before the step or as after it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]


# The whole of a story takes some seconds; it is for `make long`.
WHOLE = pytest.param(1, marks=[pytest.mark.long, pytest.mark.timeout(600)], id="every step")


def play(kind: str, folder: Path, every: int) -> list[dict[str, Any]]:
    """Kill one story at its steps; returns what each left behind, the whole one last.

    Args:
        kind: The story.
        folder: An empty folder.
        every: 1 for every step, 2 for every other, and so on.
    """
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.desktop.storage.crashing_child",
            kind,
            str(folder),
            str(every),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["said"] for result in results[:-1]] == [None] * (len(results) - 1)
    assert results[-1]["said"] == "whole", results[-1]
    for result in results:
        assert result["left"] is not None, result
        assert not result["left"].startswith("failed"), result["left"]
        result["left"] = json.loads(result["left"])
    return results


@pytest.mark.parametrize("every", [pytest.param(3, id="some steps"), WHOLE])
@pytest.mark.parametrize("kind", ["create keyring", "create vault"])
def test_making_a_profile_killed_at_each_step(kind: str, every: int, tmp_path: Path) -> None:
    """FT-23, making: the next start has one whole profile and nothing of the unfinished one."""
    results = play(kind, tmp_path, every)

    assert len(results) * every > 10
    states = [result["left"][0] for result in results]
    in_keyring = kind == "create keyring"
    whole = "keyring" if in_keyring else "vault"
    # Nothing counts until the last step, then everything does.
    assert states == sorted(states, key=lambda state: state == whole)
    assert set(states) == {"empty", whole}
    note = ["keyring.json"] if in_keyring else []
    for result in results:
        _, _, _, services, files = result["left"]
        assert services == int(in_keyring), result
        assert files == sorted(["history.db", "lock", "slots", *note]), result


@pytest.mark.parametrize("every", [pytest.param(3, id="some steps"), WHOLE])
@pytest.mark.parametrize("kind", ["erase keyring", "erase vault"])
def test_erasing_a_profile_killed_at_each_step(kind: str, every: int, tmp_path: Path) -> None:
    """FT-23, deleting: the old identity is whole, or none of it is left."""
    results = play(kind, tmp_path, every)

    assert len(results) * every > 5
    for result in results:
        state, has_account, has_identity, services, _ = result["left"]
        assert has_account == has_identity == (state != "empty"), result
        assert services == int(kind == "erase keyring"), result
    assert [result["left"][0] for result in results][-1] == "empty"


# What opens the profile before the change and after it; a kill leaves one or the other.
CHANGES = {
    "lock": (["keyring", ["old"]], ["locked", ["new"]]),
    "unlock": (["locked", ["old"]], ["keyring", ["old"]]),
    "rotate": (["keyring", ["old"]], ["keyring", ["old"]]),
    "password": (["locked", ["old"]], ["locked", ["new"]]),
    "refused": (["locked", ["old"]], ["locked", ["old"]]),
    "wiped": (["keyring", ["code"]], ["keyring", ["old"]]),
    "code": (["keyring", ["old"]], ["keyring", ["old"]]),
    "renew": (["keyring", ["old"]], ["keyring", ["old"]]),
}
# How many steps lie between two kills where not all of them are tried.
_STEPS = dict.fromkeys(("lock", "password", "rotate", "wiped", "code", "renew"), 3)


@pytest.mark.parametrize(
    ("kind", "every"),
    list(_STEPS.items())
    + [
        pytest.param(kind, 1, marks=[pytest.mark.long, pytest.mark.timeout(600)])
        for kind in CHANGES
    ],
)
def test_change_of_what_opens_a_profile_killed_at_each_step(
    kind: str, every: int, tmp_path: Path
) -> None:
    """FT-23, replacing: the profile opens in the old way or in the new, its code always does."""
    results = play(f"slots {kind}", tmp_path, every)

    before, after = CHANGES[kind]
    for result in results:
        state, ways, codes, has_identity, secrets, files = result["left"]
        assert [state, ways] in (before, after), result
        assert codes in (["old"], ["old", "new"], ["new"]), result
        assert codes == ["old"] or kind in {"code", "renew"}, result
        assert has_identity == (kind != "wiped"), result
        assert secrets == 1, result
        # A file that was being written is overwritten by the next of its name.
        whole = [name for name in files if not name.endswith(".new")]
        assert whole == ["history.db", "keyring.json", "lock", "slots"], result
    lefts = [result["left"][:3] for result in results]
    assert lefts[0][:2] == before
    assert lefts[-1][:2] == after
    assert lefts[-1][2] == (["new"] if kind in {"code", "renew"} else ["old"])


@pytest.mark.parametrize("kind", ["received", "encrypted", "accepted"])
def test_commit_killed_at_each_statement(kind: str, tmp_path: Path) -> None:
    """FT-05 and FT-06, the part of the store.

    Killed between any two statements, or within COMMIT, nothing has happened; killed after it,
    everything has; and the same commit again leads to the same end, once.
    """
    results = play(kind, tmp_path, 1)

    before, after = results[0]["left"][0], results[-1]["left"][0]
    assert before != after
    assert len(results) > 5
    firsts = [result["left"][0] for result in results]
    assert all(first in (before, after) for first in firsts)
    # Once it has happened at one step, it has at every later one.
    assert firsts == sorted(firsts, key=lambda first: first == after)
    assert firsts.count(before) > 3
    for result in results:
        _, second, third = result["left"]
        assert second == third == after, result
