"""Builds every part of the app and connects them; the only place that knows all of them."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop.config import Paths
from desktop.core.engine import Engine
from desktop.core.ports.relay import Relay
from desktop.crypto import self_check
from desktop.crypto.random_source import CheckedRandom
from desktop.logs import start_logging
from desktop.network.relay_client import RelayClient
from desktop.storage.profile_folder import LocalProfileFolder
from desktop.supervisor import Supervisor
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme

WORKER_THREADS: Final = 4
"""Threads for RSA, Argon2id and the keyring; the database has one of its own."""


def open_window(paths: Paths, *, profile: str, relay_address: str | None) -> int:
    """Open the window of one profile and return when it was closed.

    Args:
        paths: Where files are kept.
        profile: Which profile, its name already checked.
        relay_address: The relay to use, None for the one that the profile keeps.

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
        return runner.run(_run(application, paths, profile, relay_address))


def now_ms() -> int:
    """Return Unix milliseconds: the one clock of the app."""
    return time.time_ns() // 1_000_000


async def _run(
    application: QApplication, paths: Paths, profile: str, relay_address: str | None
) -> int:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(WORKER_THREADS, thread_name_prefix="worker"))
    random = CheckedRandom(os.urandom)
    folder = LocalProfileFolder(paths.profile_dir(profile), random=random)
    closed = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; closing the window is the way there.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, closed.set)
    try:
        await folder.find_state()  # takes the lock before a window appears
        async with Supervisor() as supervisor:

            def relay_at(address: str) -> Relay:
                return RelayClient.at(address, spawn=supervisor.spawn)

            engine = Engine(
                folder,
                relay_factory=relay_at,
                clock=now_ms,
                random=random,
                spawn=supervisor.spawn,
                relay_address=relay_address,
            )
            preferences = PreferenceStore(paths.settings_file(profile))
            theme = Theme(application, preferences.values.theme)
            bridge = Bridge(engine, supervisor.spawn, application)
            window = MainWindow(bridge, theme, preferences, default_relay=relay_address or "")
            window.close_requested.connect(closed.set)
            window.show()
            await asyncio.to_thread(self_check.run)
            await closed.wait()
            window.hide()
            preferences.save()
            await engine.close()
    finally:
        await folder.release()
    return 0
