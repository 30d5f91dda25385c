"""How this program starts itself again: from source by its interpreter, frozen by its own file."""

import sys
from typing import Final

KEYRING_FLAG: Final = "--keyring"
"""The argument that makes it answer calls to the keyring; no option for persons."""


def own_command(*arguments: str) -> tuple[str, list[str]]:
    """Return program and arguments that run the app with these arguments."""
    if getattr(sys, "frozen", False):
        return sys.executable, list(arguments)
    return sys.executable, ["-m", "desktop", *arguments]
