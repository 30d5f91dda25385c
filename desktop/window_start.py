"""The way to the first paint: a bare window at once, and all the rest of the app behind it.

What is imported here and in what this imports is loaded before anything can be seen; the messenger
is not (docs/decisions/086-window-first.md).
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Final

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from desktop.config import Paths, WindowOptions
from desktop.ui.language import put_language_in_force
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme

FIRST_PAINT_S: Final = 1.0
"""Longest wait for the desktop to show the window: one that is covered is never painted."""


def open_window(
    paths: Paths,
    options: WindowOptions,
    *,
    on_painted: Callable[[MainWindow], object] = lambda _window: None,
) -> int:
    """Open the window of one profile and return when it was closed.

    Args:
        paths: Where files are kept.
        options: What the command line says.
        on_painted: Told when the window is up, before the rest is loaded.

    Returns:
        The exit code of the program.

    Raises:
        ProfileInUse: another process has the profile.
    """
    if _is_open_already(paths, options):
        return 0
    application = QApplication(sys.argv[:1])
    application.setApplicationName("SecureChat")
    application.setDesktopFileName("securechat")
    application.setQuitOnLastWindowClosed(False)
    preferences = PreferenceStore(paths.settings_file(options.profile))
    put_language_in_force(application, preferences.values.language)
    theme = Theme(application, preferences.values.theme, preferences.values.zoom_percent)
    has_profile = paths.profile_dir(options.profile).exists()
    window = MainWindow(theme, preferences, has_profile=has_profile)
    if not (options.is_minimised or preferences.values.start_minimised):
        window.show()
        _wait_for_paint(application, window)
    on_painted(window)
    from desktop.storage.keyring_program import KeyringProgram  # noqa: PLC0415 - not before it

    keyring = KeyringProgram()
    if has_profile:
        keyring.prepare()
    from desktop import app  # noqa: PLC0415 - takes longer than all before it

    return app.run(
        application, window, theme, preferences, paths=paths, options=options, keyring=keyring
    )


def _is_open_already(paths: Paths, options: WindowOptions) -> bool:
    """Let the window that this profile has already come forward, if there is one."""
    door = paths.door_file(options.profile)
    if not door.exists():
        return False
    from desktop.system.one_instance import knock  # noqa: PLC0415 - hardly ever needed

    return knock(door, is_wanted=not options.is_minimised)


def _wait_for_paint(application: QApplication, window: MainWindow) -> None:
    """Let Qt work until the window is painted; no other loop runs yet that this could hold up."""
    latest_s = time.monotonic() + FIRST_PAINT_S
    while not window.is_painted and time.monotonic() < latest_s:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    application.processEvents()
