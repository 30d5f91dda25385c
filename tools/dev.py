"""Entry of every development command (`python tools/dev.py run|test|demo|…`), over devkit.

Needs nothing but Python itself. This file alone must also start on older Pythons than the project
supports, to say so in one sentence; so it holds no syntax newer than 3.8.
"""

from __future__ import annotations

import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
FIRST_UNSUPPORTED_PYTHON = (3, 14)


def refusal_of_python(version: tuple[int, int], executable: str) -> str | None:
    """Return the sentence that refuses a Python of this version, or None if it will do."""
    if OLDEST_PYTHON <= version < FIRST_UNSUPPORTED_PYTHON:
        return None
    return (
        f"SecureChat needs Python 3.11, 3.12 or 3.13, and {executable} is Python"
        f" {version[0]}.{version[1]}; name another one, like make run PYTHON=python3.12"
    )


def main() -> int:
    """Hand the command line to devkit, or refuse this Python; return the exit code."""
    refusal = refusal_of_python(sys.version_info[:2], sys.executable)
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    # The checkout, not tools/, is where modules are found.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from tools.devkit.commands import run_command  # noqa: PLC0415  # not by older Pythons

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
