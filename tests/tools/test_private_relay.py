"""The private relay is shared, keeps its port, comes back when killed, ends with its last app."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.devkit.places import Places
from tools.devkit.private_relay import (
    ECHO_NAME,
    RelayFiles,
    free_port,
    is_port_free,
    private_relay,
    relay_command,
    wait_until_unused,
)
from tools.devkit.speech import Stop

DEADLINE_S = 20.0

PRETENDED_BOT = '''
"""Leaves its options while it runs."""
import os, pathlib, signal, sys

def end(*_):
    os.unlink("bot")
    sys.exit()

signal.signal(signal.SIGTERM, end)
pathlib.Path("bot.new").write_text(" ".join(sys.argv))
os.replace("bot.new", "bot")
while True:
    signal.pause()
'''


def wait_for(claim: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not claim():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def answers(address: str) -> bool:
    host, _, port = address.removeprefix("ws://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True


def relay_and_keeper(checkout: Places) -> tuple[int, int]:
    """Return the process ids of the relay that started last in the checkout, and of its keeper."""
    relay, keeper = (checkout.root / "relay.pid").read_text(encoding="ascii").split()
    return int(relay), int(keeper)


def test_relay_is_shared_and_ends_with_its_last_app(checkout: Places) -> None:
    with private_relay(checkout) as alice:
        assert answers(alice.address)
        with private_relay(checkout) as bob:
            assert bob.address == alice.address
            with pytest.raises(Stop, match="open"):
                wait_until_unused(checkout)
        assert answers(alice.address)

    wait_until_unused(checkout)

    assert not answers(alice.address)
    with private_relay(checkout) as again:
        assert again.address == alice.address
    wait_until_unused(checkout)


def test_relay_has_a_session_of_its_own(checkout: Places) -> None:
    with private_relay(checkout):
        assert os.getsid(relay_and_keeper(checkout)[0]) != os.getsid(0)
    wait_until_unused(checkout)


def test_bot_runs_beside_the_relay_and_ends_before_it(checkout: Places) -> None:
    program = checkout.root / "examples" / "echo_bot.py"
    program.parent.mkdir()
    program.write_text(PRETENDED_BOT, encoding="utf-8")
    told = checkout.root / "bot"
    with private_relay(checkout) as in_use:
        wait_for(told.exists)
        options = told.read_text(encoding="utf-8")
        assert f"--name {ECHO_NAME} --relay {in_use.address}" in options
        assert str(checkout.echo_bot) in options

    wait_until_unused(checkout)
    assert not told.exists()


def test_killed_relay_comes_back_on_its_port(checkout: Places) -> None:
    with private_relay(checkout) as in_use:
        killed, _ = relay_and_keeper(checkout)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: relay_and_keeper(checkout)[0] != killed)

        assert answers(in_use.address)
    wait_until_unused(checkout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems cannot tell it")
def test_killed_keeper_takes_its_relay_along(checkout: Places) -> None:
    with private_relay(checkout) as in_use:
        _, keeper = relay_and_keeper(checkout)
        os.kill(keeper, signal.SIGKILL)
        wait_for(lambda: not answers(in_use.address))

        with private_relay(checkout) as again:
            assert answers(again.address)
    wait_until_unused(checkout)


def test_port_taken_by_another_program_is_given_up(checkout: Places) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        port_file = RelayFiles(checkout).port
        port_file.parent.mkdir(parents=True)
        port_file.write_text(str(taken), encoding="ascii")

        with private_relay(checkout) as in_use:
            assert in_use.address != f"ws://127.0.0.1:{taken}"
            assert answers(in_use.address)
    wait_until_unused(checkout)


def test_relay_that_cannot_start_is_quoted(checkout: Places) -> None:
    program = checkout.root / "server" / "__main__.py"
    program.write_text("raise SystemExit('the database is unreadable')", encoding="utf-8")

    with pytest.raises(Stop, match="the database is unreadable"), private_relay(checkout):
        pass

    wait_until_unused(checkout)


def test_port_probe_tells_taken_from_free() -> None:
    port = free_port()
    assert is_port_free(port)

    with socket.create_server(("127.0.0.1", port)):
        assert not is_port_free(port)


def test_database_of_the_command_is_an_sqlite_address() -> None:
    places = Places(Path("/checkout"))

    command = relay_command(places, listen="127.0.0.1:1", database=Path("/data/relay.sqlite"))

    assert command[1:4] == ["-m", "server", "serve"]
    assert command[-1] == "sqlite:////data/relay.sqlite"
