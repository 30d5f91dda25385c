"""Imports without the search for features that PySide adds to them.

PySide puts its own function in the place of `__import__`, for programs that say `from __feature__
import snake_case`. It then reads the source of every module that is imported and keeps its lines:
a quarter of the time that our own modules need, and some MiB. Nothing here uses these features.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - puts the function there


def use_plain_import() -> None:
    """Put back what stood there before; nothing happens where PySide did not replace it."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
