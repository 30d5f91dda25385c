"""The self-test of the program as it is installed: does every part that it brings work here?

Run by ``--self-test``, in the source tree and in the frozen program. A part that this computer
lacks (a keyring, a display) is a warning; a part that is broken fails the test.
"""

import asyncio
import enum
import importlib
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop import resources
from desktop.core.records import KeyringState
from desktop.crypto import self_check
from desktop.errors import DesktopError, KeyringError
from desktop.storage.database import Database
from desktop.storage.history_store import DatabaseHistoryStore
from desktop.storage.profile_folder import LocalProfileFolder


class Verdict(enum.Enum):
    """How a part came out."""

    WORKS = "ok"
    ABSENT = "warning"
    BROKEN = "BROKEN"


@dataclass(frozen=True, kw_only=True, slots=True)
class PartResult:
    """What was found of one part.

    Attributes:
        part: Its name.
        verdict: How it came out.
        words: One sentence for the person, empty if it works.
    """

    part: str
    verdict: Verdict
    words: str = ""

    def __str__(self) -> str:
        """Return the line that is printed."""
        return f"{self.verdict.value:8}{self.part}" + (f": {self.words}" if self.words else "")


def _works(part: str) -> PartResult:
    return PartResult(part=part, verdict=Verdict.WORKS)


def check_cryptography() -> PartResult:
    """Run every crypto vector and one message through all layers."""
    self_check.run()
    return _works("cryptography")


def check_database() -> PartResult:
    """Make an encrypted database, bring it to today's schema, and read it back."""

    async def use(path: Path) -> None:
        key = secrets.token_bytes(32)
        database = await Database.create(path, key)
        await database.close()
        database = await Database.open(path, key)
        try:
            await DatabaseHistoryStore(database).load_conversations()
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(use(Path(folder) / "self-test.db"))
    return _works("database and migrations")


def check_keyring() -> PartResult:
    """Ask the keyring whether it would keep a secret."""
    if sys.platform == "linux":
        # The back-end takes a missing library for a missing keyring; here it is a broken program.
        importlib.import_module("secretstorage")

    async def ask(path: Path) -> KeyringState:
        folder = LocalProfileFolder(path, random=secrets.token_bytes)
        try:
            return await folder.find_keyring_state()
        finally:
            await folder.release()

    with tempfile.TemporaryDirectory() as folder:
        try:
            state = asyncio.run(ask(Path(folder)))
        except KeyringError:
            state = KeyringState.MISSING
    if state is KeyringState.AVAILABLE:
        return _works("keyring")
    return PartResult(
        part="keyring",
        verdict=Verdict.ABSENT,
        words=f"{state.value} on this computer; a passphrase can take its place",
    )


def check_window() -> PartResult:
    """Make a Qt application without a display, and draw an icon and a letter."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QFontDatabase, QPixmap  # noqa: PLC0415 - after the platform is set
    from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert application is not None
    for font in resources.font_files():
        if QFontDatabase.addApplicationFont(str(font)) < 0:
            return PartResult(part="window", verdict=Verdict.BROKEN, words="a font does not load")
    if QPixmap(str(resources.icon_file(resources.icon_names()[0]))).isNull():
        return PartResult(part="window", verdict=Verdict.BROKEN, words="an icon does not load")
    label = QLabel("a")
    label.show()
    if label.grab().isNull():
        return PartResult(part="window", verdict=Verdict.BROKEN, words="nothing can be drawn")
    label.close()
    return _works("window")


def check_display() -> PartResult:
    """Tell whether there is a display to show a window on."""
    has_display = sys.platform in {"win32", "darwin"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if has_display:
        return _works("display")
    return PartResult(
        part="display", verdict=Verdict.ABSENT, words="no DISPLAY or WAYLAND_DISPLAY is set"
    )


CHECKS: Final[tuple[tuple[str, Callable[[], PartResult]], ...]] = (
    ("cryptography", check_cryptography),
    ("database and migrations", check_database),
    ("keyring", check_keyring),
    ("display", check_display),
    ("window", check_window),
)


def run(checks: tuple[tuple[str, Callable[[], PartResult]], ...] = CHECKS) -> int:
    """Run every check and print a line for each.

    Returns:
        0 if nothing is broken, else 1.
    """
    broken = 0
    for part, check in checks:
        try:
            result = check()
        except (DesktopError, OSError, ImportError, AssertionError, RuntimeError) as error:
            result = PartResult(part=part, verdict=Verdict.BROKEN, words=type(error).__name__)
        broken += result.verdict is Verdict.BROKEN
        sys.stdout.write(f"{result}\n")
    return 1 if broken else 0
