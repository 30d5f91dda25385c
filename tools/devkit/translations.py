"""The catalogues of the window's languages: `make translations` after a text changed.

The texts of the code go into resources/translations/*.ts, where people (or Qt Linguist) translate
them; the compiled *.qm beside them are what the app loads.
"""

import subprocess
from pathlib import Path

from tools.devkit.child_processes import child_environment
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say

LANGUAGES = ("ar", "de")
"""Every language but English, which stands in the code."""


def translations(places: Places) -> int:
    """Bring every catalogue up to the texts of the code, and compile it.

    Args:
        places: The checkout; only resources/translations changes.

    Returns:
        0; what is not translated yet is counted on the screen.

    Raises:
        Stop: a program of Qt failed.
    """
    ensure_setup(places, "all", ())
    folder = places.root / "resources" / "translations"
    for language in LANGUAGES:
        source = catalogue(folder, language)
        say(update(places, source))
        say(compile_catalogue(places, source))
    return 0


def catalogue(folder: Path, language: str) -> Path:
    """Return where the texts of a language stand."""
    return folder / f"securechat_{language}.ts"


def update(places: Places, source: Path) -> str:
    """Bring a catalogue up to the texts of the code; what is no longer there goes.

    Returns:
        What Qt's program says of it.

    Raises:
        Stop: the program failed.
    """
    files = sorted(str(path) for path in (places.root / "desktop" / "ui").rglob("*.py"))
    options = ["-no-obsolete", "-locations", "none", "-source-language", "en"]
    options += ["-target-language", source.stem.removeprefix("securechat_")]
    return _run(places, "pyside6-lupdate", [*options, *files, "-ts", str(source)])


def compile_catalogue(places: Places, source: Path) -> str:
    """Compile a catalogue into the file beside it that the app loads.

    Returns:
        What Qt's program says of it.

    Raises:
        Stop: the program failed.
    """
    target = source.with_suffix(".qm")
    return _run(places, "pyside6-lrelease", [str(source), "-qm", str(target)])


def _run(places: Places, program: str, arguments: list[str]) -> str:
    done = subprocess.run(
        [str(places.venv_python.with_name(program)), *arguments],
        env=child_environment(places),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Stop(f"{program} failed:\n{done.stdout.strip()}")
    return done.stdout.strip()
