"""`make ops-check`: the evidence that docs/operations.md works as it stands, from an empty Debian.

Everything is typed into one shell of root's in a bare machine, up to a relay behind TLS with a
back-up restored. Three kinds of lines are marked in the document and played otherwise: `MARKS`.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

from tools.devkit.bare_machine import BareMachine, in_namespaces, output
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say
from tools.devkit.typed_shell import TypedShell
from tools.devkit.unit_by_hand import UnitByHand
from tools.devkit.walk import Command, Walk, play, read_walk

DOCUMENT = Path("docs", "operations.md")
# A server has a systemd, and the debootstrap folder gets one; it does not run there.
PACKAGES = ("ca-certificates", "systemd")
REPOSITORY_INSIDE = "/srv/securechat.git"
MARKS = {
    "clone": "from a copy of the committed tree, in place of REPOSITORY",
    "name": "with a line in /etc/hosts for the name, in place of the DNS",
    "service": "the unit is checked, and its commands are run by hand as its user",
}


def ops_check(places: Places) -> int:
    """Type docs/operations.md into a bare Debian in a temporary folder.

    Args:
        places: The checkout; what is not committed does not take part, but for the document.

    Returns:
        0 only if every command of the document worked.

    Raises:
        Stop: this is no Debian, not root, the bare system cannot be built, or a mark is wrong.
    """
    _read(places)
    return in_namespaces(places, "ops-check-inside")


def ops_check_inside(places: Places, folder: Path) -> int:
    """Do the work of `ops_check` inside its namespaces.

    Args:
        places: The checkout.
        folder: Empty; becomes the root of the bare system.

    Returns:
        0 only if every command of the document worked.

    Raises:
        Stop: the bare system could not be built.
    """
    walk = _read(places)
    machine = BareMachine(folder, packages=PACKAGES)
    _copy_repository(places, machine)
    log = folder / "securechat-relay.log"
    service = UnitByHand(machine, log)
    try:
        with TypedShell(machine.command(), machine.variables) as shell:
            exit_code = play(walk.commands, player(shell.run, service.systemctl))
    finally:
        service.close()
    told = log.read_text(encoding="utf-8") if log.exists() else ""
    say(f"\n--- what the relay logged\n{told.rstrip()}")
    faults = [line for line in told.splitlines() if "level=ERROR" in line or "Traceback" in line]
    _tell(walk, faults)
    return exit_code or (1 if faults else 0)


def player(
    run: Callable[[str], int], systemctl: Callable[[list[str]], int]
) -> Callable[[Command], int]:
    """Return what runs a command as its mark has it.

    Args:
        run: Runs one in the shell.
        systemctl: Does what the arguments of systemctl ask for.

    Returns:
        A function from a command to its exit code. It raises Stop if a line does not have what its
        mark replaces.
    """

    def run_marked(command: Command) -> int:
        match command.mark:
            case "":
                return run(command.text)
            case "clone":
                if "REPOSITORY" not in command.text:
                    raise Stop(f"line {command.line}: there is no REPOSITORY to replace")
                return run(command.text.replace("REPOSITORY", REPOSITORY_INSIDE))
            case "name":
                host = command.text.split()[-1]
                return run(f"echo '127.0.0.1 {host}' >> /etc/hosts") or run(command.text)
            case _:
                program, *arguments = command.text.split()
                if program != "systemctl":
                    raise Stop(f"line {command.line}: only systemctl is a service's")
                return systemctl(arguments)

    return run_marked


def _read(places: Places) -> Walk:
    return read_walk((places.root / DOCUMENT).read_text(encoding="utf-8"), marks=MARKS)


def _copy_repository(places: Places, machine: BareMachine) -> None:
    commit = output("git", "-C", str(places.root), "rev-parse", "--short", "HEAD").strip()
    say(f"Copying the committed tree, {commit}")
    target = str(machine.path(REPOSITORY_INSIDE))
    clone = ["git", "clone", "--quiet", "--bare", "--depth=1", f"file://{places.root}", target]
    subprocess.run(clone, check=True)


def _tell(walk: Walk, faults: list[str]) -> None:
    """Tell what was replaced, what was left out, and what the relay logged that it must not."""
    as_it_stands = sum(not command.mark for command in walk.commands)
    say(f"\n{as_it_stands} commands of {DOCUMENT} as they stand, and replaced:")
    for mark, how in MARKS.items():
        lines = [str(command.line) for command in walk.commands if command.mark == mark]
        say(f"  {mark}, {how}: lines {', '.join(lines)}")
    for block in walk.left_out:
        say(f"  not run, line {block.line}: {block.reason}")
    for line in faults:
        say(f"FAULT in the relay's log: {line}")
