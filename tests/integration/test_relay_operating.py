"""What an operator does with a real relay: copy it while it runs, put the copy back, stop it."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.errors import ErrorCode
from protocol.messages import ConnectionKind
from protocol.registration_code import parse_code
from tests.helpers.people import REALM, Person, make_person
from tests.helpers.relay_client import (
    RelayLink,
    build_send,
    fake_envelope,
    first_prekeys,
    make_account,
    signed_in,
)
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

_ROOT = Path(__file__).parent.parent.parent
_DEADLINE_S = 50
AUTH = b"a" * 32


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RelayProcess]:
    with RelayProcess(tmp_path, options=["--realm", REALM]) as process:
        yield process


def operate(relay: RelayProcess, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "server", *command, "--database", f"sqlite:///{relay.database}"],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_DEADLINE_S,
        check=False,
    )


async def store(url: str, person: Person, text: str) -> None:
    async with RelayLink.open(url, ConnectionKind.SEND) as link:
        await link.store(person.address, fake_envelope(text))


async def held_and_epoch(url: str, person: Person) -> tuple[list[bytes], bytes]:
    async with signed_in(url, person) as link:
        return [one.envelope for one in await link.deliveries()], link.hello.epoch


def test_copy_of_a_running_relay_is_put_back_as_another_life(
    relay: RelayProcess, rsa_pool: RsaPool
) -> None:
    """FT-15: what was accepted before the copy is there; the epoch tells every app."""
    bob = make_person("bob", rsa_pool, number=1)
    copy = relay.database.with_name("copy.db")
    run(make_account(relay.url, bob, auth=AUTH))
    run(store(relay.url, bob, "before"))
    backed_up = operate(relay, "backup", str(copy))
    assert backed_up.returncode == 0, backed_up.stderr
    run(store(relay.url, bob, "after"))
    held, epoch = run(held_and_epoch(relay.url, bob))
    assert held == [fake_envelope("before"), fake_envelope("after")]
    refused = operate(relay, "restore", str(copy))
    assert refused.returncode == 1
    assert "Another relay" in refused.stderr

    assert relay.terminate() == 0
    restored = operate(relay, "restore", str(copy))
    assert restored.returncode == 0, restored.stderr
    relay.restart()

    held, new_epoch = run(held_and_epoch(relay.url, bob))
    assert held == [fake_envelope("before")]
    assert new_epoch != epoch
    with sqlite3.connect(f"{relay.database}.before-restore-1") as rows:
        assert rows.execute("SELECT count(*) FROM envelope").fetchone() == (2,)
    rows.close()


def test_stopping_relay_answers_what_it_took_and_closes_with_going_away(
    relay: RelayProcess, rsa_pool: RsaPool
) -> None:
    """SIGTERM while an envelope waits for its commit: it is committed, answered, then 1001."""
    bob = make_person("bob", rsa_pool, number=1)

    async def story() -> None:
        await make_account(relay.url, bob, auth=AUTH)
        async with RelayLink.open(relay.url, ConnectionKind.SEND) as link:
            with contextlib.closing(
                sqlite3.connect(relay.database, isolation_level=None)
            ) as foreign:
                foreign.execute("BEGIN IMMEDIATE")
                await link.tell(build_send(9, bob.address, fake_envelope("last")))
                await link.lookup("bob")  # answered, so the send was taken and waits for the lock
                os.kill(relay.pid, signal.SIGTERM)
            reply = await link.answer(9)
            assert isinstance(reply, messages.SendResults)
            assert reply.results[0].verdict is messages.SendVerdict.ACCEPTED
            assert await link.closed() == 1001

    run(story())
    assert relay.wait() == 0
    with sqlite3.connect(relay.database) as rows:
        assert rows.execute("SELECT count(*) FROM envelope").fetchone() == (1,)
    rows.close()


def test_codes_made_beside_a_running_relay_let_people_in(tmp_path: Path, rsa_pool: RsaPool) -> None:
    """AU-11: 50 connections with a code for one account; then one that a revoke shuts out."""
    people = [
        make_person(f"bob{number}", rsa_pool, number=number % 3, seed="code")
        for number in range(51)
    ]
    prekeys = {person.address: first_prekeys(person, now_ms=2_000_000_000_000) for person in people}

    async def attempt(url: str, person: Person, code: bytes) -> int:
        async with RelayLink.open(url, ConnectionKind.AUTH) as link:
            assert link.hello.registration is messages.RegistrationRule.BY_CODE
            reply = await link.register(
                person, auth=AUTH, prekeys=prekeys[person.address], code=code
            )
            return reply.code if isinstance(reply, messages.RefusedReply) else 0

    async def attempts(url: str, code: bytes) -> list[int]:
        return await asyncio.gather(*(attempt(url, person, code) for person in people[:50]))

    def make_code(relay: RelayProcess) -> str:
        made = operate(relay, "registration-code", "create")
        assert made.returncode == 0, made.stderr
        return made.stdout.splitlines()[0]

    options = ["--realm", REALM, "--registration", "code"]
    with RelayProcess(tmp_path, options=options) as relay:
        first, second = make_code(relay), make_code(relay)
        told = run(attempts(relay.url, parse_code(first)))
        assert sorted(set(told)) in (
            [0, ErrorCode.CODE_REFUSED],
            [0, ErrorCode.TOO_MANY_REQUESTS, ErrorCode.CODE_REFUSED],
        )
        assert told.count(0) == 1
        assert operate(relay, "registration-code", "revoke", second).returncode == 0
        assert run(attempt(relay.url, people[50], parse_code(second))) != 0
        assert operate(relay, "registration-code", "list", "--json").stdout == "[]\n"
        assert "bob" not in relay.log.read_text()
