"""The command line of the desktop app: ``python -m desktop``, or ``securechat`` when frozen."""

import argparse
import asyncio
import contextlib
import gc
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop.config import (
    DEFAULT_PROFILE,
    VERSION,
    InvalidProfileName,
    Paths,
    WindowOptions,
    find_paths,
    find_profiles,
    parse_profile_name,
)
from desktop.errors import ProfileInUse, StorageError
from desktop.headless import options as headless_options
from desktop.own_program import KEYRING_FLAG

EXIT_OK: Final = 0
EXIT_FAILED: Final = 1
EXIT_IN_USE: Final = 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="securechat",
        description="SecureChat: end-to-end encrypted messages from your own desk. "
        "Without a command it opens the window.",
        epilog="Keys and history of a profile stay on this computer, encrypted; "
        "`securechat paths` shows where.",
    )
    parser.add_argument("--version", action="version", version=f"SecureChat {VERSION}")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="check cryptography, database, keyring and window on this computer, and leave",
    )
    parser.add_argument(
        "--profile",
        default=DEFAULT_PROFILE,
        metavar="NAME",
        help="which profile to open; each has its own account, keys and history (default: "
        f"{DEFAULT_PROFILE})",
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="keep data, settings and logs under DIR instead of the system's usual folders",
    )
    parser.add_argument(
        "--relay",
        metavar="ADDRESS",
        help="the server to use, such as ws://127.0.0.1:8765; an open profile is told that its "
        "server moved there",
    )
    parser.add_argument(
        "--echo",
        metavar="NAME",
        help="while there is no chat, offer to say hello to NAME, who answers by itself",
    )
    parser.add_argument(
        headless_options.FLAG,
        action="store_true",
        help="no window: register, send, accept and listen for scripts and bots; its own --help",
    )
    parser.add_argument(
        "--minimised",
        action="store_true",
        help="start in the tray, or minimised where the desktop has none",
    )
    commands = parser.add_subparsers(title="commands", dest="command", metavar="")
    paths = commands.add_parser("paths", help="show where files are kept, and leave")
    forget = commands.add_parser(
        "forget", help="remove every profile from this computer, keyring entries too, and leave"
    )
    for command in (paths, forget):
        command.add_argument(
            "--data-dir", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="as above"
        )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Those of the process unless given.

    Returns:
        0 if all went well, 1 if something failed, 2 for a wrong option, 3 if the profile is
        already open.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == [KEYRING_FLAG]:
        return answer_for_keyring()
    if headless_options.is_wanted(given):
        from desktop.headless.program import main as run_headless

        given.remove(headless_options.FLAG)
        return run_headless(given)
    parser = _parser()
    options = parser.parse_args(given)
    try:
        parse_profile_name(options.profile)
    except InvalidProfileName:
        parser.error("a profile name has small letters, digits, dots, dashes and underscores")
    paths = find_paths(options.data_dir)
    if options.self_test:
        from desktop import self_test

        return self_test.run()
    if options.command == "paths":
        return show_paths(paths)
    if options.command == "forget":
        return forget_profiles(paths)
    return _open_window(paths, options)


def answer_for_keyring() -> int:
    """Make the calls to the keyring that come on standard input, until it ends."""
    from desktop.storage.keyring_program import serve

    # Ctrl+C in a terminal is for the app that asks; what a library prints is no answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        serve(sys.stdin, answers)
    return EXIT_OK


def show_paths(paths: Paths) -> int:
    """Print the three folders."""
    print(f"data:     {paths.data_dir}")
    print(f"settings: {paths.config_dir}")
    print(f"logs:     {paths.log_dir}")
    return EXIT_OK


def forget_profiles(paths: Paths) -> int:
    """Remove every profile, its keyring entries, the settings and the logs."""
    from desktop.storage.profile_folder import NOTE_FILE, LocalProfileFolder

    async def erase(profile: str) -> None:
        folder = LocalProfileFolder(paths.profile_dir(profile), random=secrets.token_bytes)
        try:
            await folder.erase()
        finally:
            await folder.release()

    for profile in find_profiles(paths):
        try:
            asyncio.run(erase(profile))
        except ProfileInUse:
            print(f"The profile {profile} is already open; close it first.", file=sys.stderr)
            return EXIT_IN_USE
        except StorageError as error:
            print(f"The profile {profile} could not be removed: {error}.", file=sys.stderr)
            return EXIT_FAILED
    for folder in (paths.config_dir, paths.log_dir):
        shutil.rmtree(folder, ignore_errors=True)
    if any(paths.profiles_dir.glob(f"*/{NOTE_FILE}")):
        # A note names entries that the keyring did not give up; one of them says a name.
        print(
            "All profiles are removed, but their entries in the keyring are not: it is locked or "
            "missing. Unlock it and say `forget` once more.",
            file=sys.stderr,
        )
        return EXIT_FAILED
    shutil.rmtree(paths.data_dir, ignore_errors=True)
    return EXIT_OK


def _open_window(paths: Paths, options: argparse.Namespace) -> int:
    if not _has_display():
        print("There is no display: DISPLAY and WAYLAND_DISPLAY are both unset.", file=sys.stderr)
        return EXIT_FAILED
    # Loading makes objects that stay; `app` lets the search for others begin when all is shown.
    gc.disable()
    from desktop.ui.plain_import import use_plain_import

    use_plain_import()
    from desktop.window_start import open_window

    try:
        return open_window(
            paths,
            WindowOptions(
                profile=options.profile,
                relay_address=options.relay,
                echo=options.echo,
                is_minimised=options.minimised,
                data_dir=options.data_dir,
            ),
        )
    except ProfileInUse:
        print(f"SecureChat is already open with the profile {options.profile}.", file=sys.stderr)
        return EXIT_IN_USE


def _has_display() -> bool:
    """Tell whether Qt would find a display; without one it ends the process without a word."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
