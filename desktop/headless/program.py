"""Running one command of `securechat --headless`, from its options to its exit code."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from functools import partial

from desktop.assembly import assemble_engine
from desktop.config import find_paths
from desktop.core.messenger import Messenger
from desktop.core.ports.runtime import Spawn
from desktop.headless import commands
from desktop.headless.account_session import AccountSession
from desktop.headless.failures import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    FAILURES,
    NotAdmitted,
    error_line,
    exit_code,
)
from desktop.headless.json_lines import LineWriter
from desktop.headless.listening import Listening, stdin_lines
from desktop.headless.options import build_parser, read_secret
from desktop.logs import start_logging


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: The command line without the program's name and the flag.

    Returns:
        The exit code; docs/headless.md lists them.
    """
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.command == "register" and not options.relay:
        parser.error("register needs --relay")
    try:
        passphrase = read_secret(options.passphrase_file) if options.passphrase_file else None
        if options.command == "register":
            options.password = read_secret(options.password_file)
        if options.command == "send" and options.text == "-":
            options.text = sys.stdin.read()
        with start_logging(find_paths(options.data_dir).log_file(options.profile)):
            return asyncio.run(_run(options, passphrase))
    except FAILURES as error:
        return _fail(error)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


async def _run(options: argparse.Namespace, passphrase: str | None) -> int:
    paths = find_paths(options.data_dir)
    profile_dir = paths.profile_dir(options.profile)
    code = EXIT_OK
    async with assemble_engine(
        profile_dir, relay_address=options.relay, relay_dir=paths.relay_dir
    ) as (engine, spawn):
        try:
            async with asyncio.timeout(getattr(options, "timeout", None)):
                await _carry_out(options, passphrase, engine, spawn)
        except FAILURES as error:
            # Told in here: a task group would wrap it.
            code = _fail(error)
    return code


async def _carry_out(
    options: argparse.Namespace, passphrase: str | None, messenger: Messenger, spawn: Spawn
) -> None:
    session = AccountSession(messenger)
    if options.command == "listen":
        await _listen(options, passphrase, session, spawn)
        return
    if options.command == "register":
        line = await commands.register(
            session,
            name=options.name,
            password=options.password,
            relay_address=options.relay,
            takes_over=options.sign_in,
            vault_passphrase=passphrase,
            code=options.code,
        )
    else:
        await session.open(passphrase)
        if options.command == "send":
            line = await commands.send(session, name=options.name, text=options.text)
        else:
            line = await commands.accept(session, name=options.name)
    LineWriter(_print).write(line)


async def _listen(
    options: argparse.Namespace, passphrase: str | None, session: AccountSession, spawn: Spawn
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl+C interrupts.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, ended.set)
    listening = Listening(
        session.messenger,
        partial(_print_until_closed, ended),
        spawn,
        accepts_requests=options.accept_requests,
    )
    await session.open(passphrase)
    await listening.write_unread()
    refusal: NotAdmitted | None = None
    if options.requests:

        async def carry_out() -> None:
            nonlocal refusal
            await listening.carry_out(stdin_lines())
            try:
                await session.until_online()
                await session.until_all_left()
            except NotAdmitted as error:
                refusal = error
            ended.set()

        spawn(carry_out(), "requests of stdin")
    await ended.wait()
    if refusal is not None:
        raise refusal


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _print_until_closed(ended: asyncio.Event, line: str) -> None:
    """Write a line; once nobody reads them any more, listening is over."""
    try:
        _print(line)
    except BrokenPipeError:
        ended.set()


def _fail(error: BaseException) -> int:
    sys.stderr.write(error_line(error) + "\n")
    return exit_code(error)
