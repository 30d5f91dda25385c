"""Builds every part of the app behind a window and connects them; the only place that knows all."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
from typing import Final

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from desktop.assembly import assemble_engine
from desktop.config import Paths, WindowOptions
from desktop.crypto import self_check
from desktop.logs import start_logging
from desktop.storage.keyring_program import KeyringProgram
from desktop.storage.neighbour_profiles import LocalNeighbourProfiles
from desktop.system.one_instance import InstanceDoor
from desktop.ui.background import Background
from desktop.ui.bridge import Bridge
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import PreferenceStore
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme

DOOR_TOKEN_BYTES: Final = 16
CONNECT_AFTER_S: Final = 0.4
"""The history is shown before the connection is made: loading what that needs takes 0.1 s of the
only thread that draws."""


def run(
    application: QApplication,
    window: MainWindow,
    theme: Theme,
    preferences: PreferenceStore,
    *,
    paths: Paths,
    options: WindowOptions,
    keyring: KeyringProgram,
) -> int:
    """Furnish the window and run until it was closed.

    Args:
        application: The application.
        window: Bare; shown already, or to be shown by the tray.
        theme: The look in force.
        preferences: What the window remembers.
        paths: Where files are kept.
        options: What the command line says.
        keyring: The keyring's process.

    Returns:
        The exit code of the program.

    Raises:
        ProfileInUse: another process has the profile.
    """
    with (
        start_logging(paths.log_file(options.profile)),
        asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner,
    ):
        return runner.run(
            _run(
                application,
                window,
                theme,
                preferences,
                paths=paths,
                options=options,
                keyring=keyring,
            )
        )


async def _run(
    application: QApplication,
    window: MainWindow,
    theme: Theme,
    preferences: PreferenceStore,
    *,
    paths: Paths,
    options: WindowOptions,
    keyring: KeyringProgram,
) -> int:
    loop = asyncio.get_running_loop()
    closed = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; closing the window is the way there.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, closed.set)
    relay = options.relay_address
    async with assemble_engine(
        paths.profile_dir(options.profile),
        relay_address=relay,
        relay_dir=paths.relay_dir,
        connect_after_s=CONNECT_AFTER_S,
        keyring=keyring,
    ) as (engine, spawn):
        bridge = Bridge(engine, spawn, application)
        # The names of others are not worth a question of the desktop for the keyring's password.
        quiet = KeyringProgram(asks_person=False)
        beside = LocalNeighbourProfiles(paths, options.profile, find_backend=lambda: quiet)
        profiles = Profiles(beside, options.profile, options.data_dir)
        window.furnish(bridge, profiles, default_relay=relay or "")
        if options.echo is not None:
            window.shell.conversation.offer_hello(options.echo)
        window.close_requested.connect(closed.set)
        background = Background(application, bridge, theme, preferences, window)
        background.begin(is_minimised=options.is_minimised)
        spawn(_notify_by_desktop(background), "notifications")
        spawn(_settle(), "self-check")
        door = paths.door_file(options.profile)
        token = os.urandom(DOOR_TOKEN_BYTES).hex()
        async with InstanceDoor(door, token=token, on_wanted=window.come_forward):
            await closed.wait()
        window.hide()
        background.end()
        preferences.save()
    return 0


async def _settle() -> None:
    """Do what the start left for later, once the chats are shown and before it is connected.

    Memory is searched for garbage again; what stands there now stays until the end and is not
    searched any more, which would hold the window up for 30 ms each time. And the cryptography of
    this build is tried.
    """
    await asyncio.sleep(CONNECT_AFTER_S / 2)
    gc.freeze()
    gc.enable()
    await asyncio.to_thread(self_check.run)


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
