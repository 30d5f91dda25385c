"""`python -m tests.e2e.all_stories`: plays every story, each after the other, and prints a table.

Exits 0 only if every window showed everything.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.demo import STORIES
from tests.e2e.story import ROOT, Programs, short_script
from tests.e2e.waiting import StoryFailed

_ROW = "{:<22} {:>8}  {:<8} {}"


@dataclass(frozen=True)
class Played:
    """How one story went.

    Attributes:
        name: As `demo` knows it.
        seconds: How long it took.
        fault: What a person would have seen go wrong; empty if nothing did.
        pictures: What it left, by file name, oldest first.
    """

    name: str
    seconds: float
    fault: str
    pictures: tuple[str, ...]


def play(name: str, out: Path) -> Played:
    """Play one story into a folder of its own."""
    story = STORIES[name](programs=Programs.from_source(), script=short_script(), out=out, say=_say)
    started = time.monotonic()
    fault = ""
    try:
        story.play()
    except StoryFailed as failure:
        fault = str(failure)
    pictures = sorted(out.glob("*both.png"), key=lambda path: path.stat().st_mtime)
    return Played(
        name, time.monotonic() - started, fault, tuple(picture.name for picture in pictures)
    )


def table(played: Sequence[Played], out: Path) -> list[str]:
    """Return the closing table: name, seconds, verdict and pictures of each, faults below."""
    lines = ["", _ROW.format("story", "seconds", "verdict", f"pictures in {out}")]
    for one in played:
        verdict = "FAILED" if one.fault else "ok"
        where = ", ".join(f"{one.name}/{picture}" for picture in one.pictures)
        lines.append(_ROW.format(one.name, f"{one.seconds:.1f}", verdict, where))
    return lines + [f"{one.name}: {one.fault}" for one in played if one.fault]


def main(arguments: Sequence[str] | None = None) -> int:
    """Play all stories, or those that are named.

    Args:
        arguments: The command line without the program's name.

    Returns:
        0 if every window showed everything, else 1.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tests.e2e.all_stories", description="Plays every story on real windows."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which stories; all by default")
    parser.add_argument("--out", type=Path, metavar="DIR", default=ROOT / "build" / "e2e")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(STORIES)):
        parser.error(f"there is no story {', '.join(unknown)}")
    out: Path = options.out.resolve()
    played = []
    for name in options.names or STORIES:
        _say(f"\n--- {name}")
        played.append(play(name, out / name))
    for line in table(played, out):
        _say(line)
    return 1 if any(one.fault for one in played) else 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
