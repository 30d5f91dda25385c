"""Builds every part of the app and connects them; the only place that knows all of them."""

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop.assembly import assemble_engine
from desktop.config import Paths
from desktop.crypto import self_check
from desktop.logs import start_logging
from desktop.ui.background import Background
from desktop.ui.bridge import Bridge
from desktop.ui.language import put_language_in_force
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowOptions:
    """What the command line says about the window.

    Attributes:
        profile: Which profile, its name already checked.
        relay_address: The relay to use, None for the one that the profile keeps.
        echo: Username of somebody who answers by itself and is offered for a first conversation.
        is_minimised: True to start in the tray, or minimised where there is none.
    """

    profile: str
    relay_address: str | None = None
    echo: str | None = None
    is_minimised: bool = False


def open_window(paths: Paths, options: WindowOptions) -> int:
    """Open the window of one profile and return when it was closed.

    Args:
        paths: Where files are kept.
        options: What the command line says.

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
        start_logging(paths.log_file(options.profile)),
        asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner,
    ):
        return runner.run(_run(application, paths, options))


async def _run(application: QApplication, paths: Paths, options: WindowOptions) -> int:
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; closing the window is the way there.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, closed.set)
    profile_dir = paths.profile_dir(options.profile)
    relay = options.relay_address
    async with assemble_engine(profile_dir, relay_address=relay) as (engine, spawn):
        preferences = PreferenceStore(paths.settings_file(options.profile))
        put_language_in_force(application, preferences.values.language)
        theme = Theme(application, preferences.values.theme, preferences.values.zoom_percent)
        bridge = Bridge(engine, spawn, application)
        window = MainWindow(bridge, theme, preferences, default_relay=relay or "")
        if options.echo is not None:
            window.shell.conversation.offer_hello(options.echo)
        window.close_requested.connect(closed.set)
        background = Background(application, bridge, theme, preferences, window)
        background.begin(is_minimised=options.is_minimised)
        spawn(_notify_by_desktop(background), "notifications")
        await asyncio.to_thread(self_check.run)
        await closed.wait()
        window.hide()
        background.end()
        preferences.save()
    return 0


async def _notify_by_desktop(background: Background) -> None:
    """Notify by the desktop's own service for as long as there is one; else the tray does it."""
    if sys.platform != "linux":
        return
    # After the first paint, and only where there is D-Bus.
    from desktop.system.notification_service import NotificationService  # noqa: PLC0415

    service = NotificationService(background.notices.open_tag)
    await service.run(
        action=background.click_words, on_ready=lambda: background.notices.serve_by(service)
    )
    background.notices.serve_by(background.tray)
