"""How this program starts itself again: from source by its interpreter, frozen by its own file."""

import sys


def own_command(*arguments: str) -> tuple[str, list[str]]:
    """Return program and arguments that run the app with these arguments."""
    if getattr(sys, "frozen", False):
        return sys.executable, list(arguments)
    return sys.executable, ["-m", "desktop", *arguments]
