"""`make fresh`: the evidence that the committed tree works on a Debian with Python and make."""

import shutil
import subprocess
import time
from pathlib import Path

from tools.devkit.bare_machine import BareMachine, in_namespaces, output
from tools.devkit.places import Places
from tools.devkit.speech import say

BARE_PACKAGES = ("python3", "make", "ca-certificates")
COMMANDS = ("make demo", "make test")
TREE_INSIDE = "/root/securechat"


def fresh(places: Places) -> int:
    """Build a bare Debian in a temporary folder and run demo and tests of the committed tree in it.

    Args:
        places: The checkout; what is not committed does not take part.

    Returns:
        0 only if every command passed; the demo's pictures are copied to build/fresh.

    Raises:
        Stop: this is no Debian, not root, or the bare system cannot be built.
    """
    return in_namespaces(places, "fresh-inside")


def fresh_inside(places: Places, folder: Path) -> int:
    """Do the work of `fresh` inside its namespaces.

    Args:
        places: The checkout.
        folder: Empty; becomes the root of the bare system.

    Returns:
        0 only if every command passed.

    Raises:
        Stop: the bare system could not be built.
    """
    machine = BareMachine(folder, packages=BARE_PACKAGES)
    _unpack_committed_tree(places, machine.path(TREE_INSIDE))
    results = [(command, *_run_inside(machine, command)) for command in COMMANDS]
    _keep_pictures(machine.path(TREE_INSIDE) / "build" / "demo", places.build / "fresh")
    for command, exit_code, seconds in results:
        say(f"{command}: exit code {exit_code} after {seconds:.0f} s on the bare machine")
    return 1 if any(exit_code for _, exit_code, _ in results) else 0


def _unpack_committed_tree(places: Places, target: Path) -> None:
    commit = output("git", "-C", str(places.root), "rev-parse", "--short", "HEAD").strip()
    say(f"Copying the committed tree, {commit}")
    archive = ["git", "-C", str(places.root), "archive", "--format=tar", "HEAD"]
    packed = subprocess.run(archive, capture_output=True, check=True).stdout
    target.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", str(target)], input=packed, check=True)


def _run_inside(machine: BareMachine, command: str) -> tuple[int, float]:
    say(f"\n=== {command} on the bare machine")
    started = time.monotonic()
    done = subprocess.run(
        machine.command("/bin/sh", "-c", f"cd {TREE_INSIDE} && exec {command}"),
        env=machine.variables,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, time.monotonic() - started


def _keep_pictures(made: Path, kept: Path) -> None:
    if made.is_dir():
        shutil.copytree(made, kept, dirs_exist_ok=True)
        say(f"The demo's pictures are in {kept}")
