"""Builds every part of the app and connects them; the only place that knows all of them."""

import asyncio
import contextlib
import os
import signal
import sys

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop.assembly import assemble_engine
from desktop.config import Paths
from desktop.crypto import self_check
from desktop.logs import start_logging
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme


def open_window(
    paths: Paths, *, profile: str, relay_address: str | None, echo: str | None = None
) -> int:
    """Open the window of one profile and return when it was closed.

    Args:
        paths: Where files are kept.
        profile: Which profile, its name already checked.
        relay_address: The relay to use, None for the one that the profile keeps.
        echo: Username of somebody who answers by itself and is offered for a first conversation.

    Returns:
        The exit code of the program.

    Raises:
        ProfileInUse: another process has the profile.
    """
    application = QApplication(sys.argv[:1])
    application.setApplicationName("SecureChat")
    application.setDesktopFileName("securechat")
    application.setQuitOnLastWindowClosed(False)
    with (
        start_logging(paths.log_file(profile)),
        asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner,
    ):
        return runner.run(_run(application, paths, profile, relay_address, echo))


async def _run(
    application: QApplication,
    paths: Paths,
    profile: str,
    relay_address: str | None,
    echo: str | None,
) -> int:
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; closing the window is the way there.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, closed.set)
    profile_dir = paths.profile_dir(profile)
    async with assemble_engine(profile_dir, relay_address=relay_address) as (engine, spawn):
        preferences = PreferenceStore(paths.settings_file(profile))
        theme = Theme(application, preferences.values.theme, preferences.values.zoom_percent)
        bridge = Bridge(engine, spawn, application)
        window = MainWindow(bridge, theme, preferences, default_relay=relay_address or "")
        if echo is not None:
            window.shell.conversation.offer_hello(echo)
        window.close_requested.connect(closed.set)
        window.show()
        await asyncio.to_thread(self_check.run)
        await closed.wait()
        window.hide()
        preferences.save()
    return 0
