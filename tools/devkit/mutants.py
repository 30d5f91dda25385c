"""Changing the code on purpose and counting how many changes no test sees: `make mutants`.

What is changed, and which tests must see it, stands in pyproject.toml under [tool.mutmut]; the work
happens on a copy below build/, so that the checkout stays as it is.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.devkit.child_processes import child_environment
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say
from tools.devkit.system_libraries import QT_NEEDS

COPIED = ("pyproject.toml", "protocol", "desktop", "resources", "tests")
MIN_KILLED_SHARE = 0.9
_STATS = Path("mutants", "mutmut-cicd-stats.json")
_NOT_COPIED = shutil.ignore_patterns("__pycache__")


@dataclass(frozen=True)
class Score:
    """How a run went.

    Attributes:
        killed: Mutants that a test saw.
        total: All mutants.
    """

    killed: int
    total: int

    @property
    def is_enough(self) -> bool:
        """Tell whether enough of them were seen; none at all is a fault of the set-up."""
        return self.total > 0 and self.killed >= MIN_KILLED_SHARE * self.total

    def __str__(self) -> str:
        share = 100 * self.killed / max(self.total, 1)
        return f"{self.killed} of {self.total} mutants were seen by a test: {share:.1f} %"


def mutants(places: Places) -> int:
    """Mutate a copy of the code, run its tests against every mutant, and list what survived.

    Takes ten minutes of one core; docs/mutants.md explains each survivor.

    Args:
        places: The checkout to try.

    Returns:
        0 if at least nine in ten mutants were seen.

    Raises:
        Stop: the set-up failed, or mutmut could not run the tests.
    """
    if sys.platform == "win32":
        raise Stop("mutmut forks, which Windows cannot do; use Linux or macOS.")
    ensure_setup(places, "all", QT_NEEDS)
    workshop = make_workshop(places)
    _mutmut(places, workshop, "run", "--max-children", str(os.cpu_count() or 1))
    _mutmut(places, workshop, "export-cicd-stats")
    _mutmut(places, workshop, "results")
    score = read_score(workshop)
    say(str(score))
    return 0 if score.is_enough else 1


def make_workshop(places: Places) -> Path:
    """Copy what the run needs into a folder of its own, and return it."""
    workshop = places.build / "mutants"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    for name in COPIED:
        source = places.root / name
        if source.is_dir():
            shutil.copytree(source, workshop / name, ignore=_NOT_COPIED)
        elif source.exists():
            shutil.copy2(source, workshop / name)
    return workshop


def read_score(workshop: Path) -> Score:
    """Read what mutmut wrote down; a mutant that hangs its test was seen too.

    Raises:
        Stop: it wrote nothing, because it found nothing to change or was interrupted.
    """
    try:
        stats = json.loads((workshop / _STATS).read_text("utf-8"))
    except FileNotFoundError:
        raise Stop("mutmut left no result; see its words above.") from None
    return Score(killed=stats["killed"] + stats["timeout"], total=stats["total"])


def _mutmut(places: Places, workshop: Path, *arguments: str) -> None:
    program = places.venv_python.with_name("mutmut")
    environment = child_environment(places, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [str(program), *arguments],
        cwd=workshop,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise Stop(f"mutmut {arguments[0]} failed; see its words above.")
