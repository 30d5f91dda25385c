"""What the memory, database and log of a real relay tell of who sends: nothing (PR-16)."""

import re
import sys
from pathlib import Path

import pytest

from protocol import limits, messages
from protocol.messages import ConnectionKind, SendVerdict
from tests.helpers.people import REALM, Person, make_person
from tests.helpers.relay_client import (
    DELIVERY_KEY,
    RelayLink,
    build_send,
    fake_envelope,
    make_account,
    signed_in,
)
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool
from tests.helpers.three_layers import seal_inner, start_pair, write_inner

__all__ = ["rsa_pool"]

AUTH = b"a" * 32
SENDS = 1_000
IN_A_FRAME = 50


@pytest.fixture(scope="module")
def sender(rsa_pool: RsaPool) -> Person:
    return make_person("zaphod.beeblebrox-42", rsa_pool, number=0)


@pytest.fixture(scope="module")
def recipient(rsa_pool: RsaPool) -> Person:
    return make_person("tricia.mcmillan-17", rsa_pool, number=1)


def memory_of(pid: int) -> bytes:
    """Return every writable page of a process: its heap, stacks and what its libraries keep."""
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if place is None or "[v" in line:
                continue
            start, end = int(place[1], 16), int(place[2], 16)
            memory.seek(start)
            try:
                found.append(memory.read(end - start))
            except OSError:
                continue
    return b"".join(found)


def names_of(person: Person) -> dict[str, bytes]:
    """Return everything by which a person could be known, in the forms in which it could stand."""
    account = person.address.account
    return {
        "name": person.username.encode(),
        "account": account,
        "account in hex": account.hex().encode(),
        "signing key": person.device_key.public,
        "Olm key": person.olm.identity_key,
        "head": person.chain.head,
        "identity key": person.chain.identity_key[40:100],
    }


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_relay_keeps_nothing_of_a_sender(tmp_path: Path, sender: Person, recipient: Person) -> None:
    """PR-16: 1,000 sealed sends to a freshly started relay; the recipient is found (control)."""
    ours, _theirs = start_pair(sender, recipient)
    envelopes = [
        seal_inner(
            write_inner(sender, recipient, ours, b"text", with_intro=False, seq=number + 1),
            sender,
            recipient,
        )
        for number in range(20)
    ]
    # The rest need not open: to the relay one sealed envelope is like another.
    envelopes += [sender.random(limits.MIN_ENVELOPE_BYTES) for _ in range(SENDS - 20)]

    async def prepare(url: str) -> None:
        await make_account(url, recipient, auth=AUTH)

    async def send(url: str) -> None:
        async with RelayLink.open(url, ConnectionKind.SEND) as link:
            for start in range(0, SENDS, IN_A_FRAME):
                number = link.connection.next_request()
                part = envelopes[start : start + IN_A_FRAME]
                await link.tell(build_send(number, recipient.address, *part))
                reply = await link.answer(number)
                assert isinstance(reply, messages.SendResults)
                assert {one.verdict for one in reply.results} == {SendVerdict.ACCEPTED}

    with RelayProcess(tmp_path, options=["--realm", REALM, "--log-level", "debug"]) as process:
        run(prepare(process.url))
        process.terminate()
        process.restart()
        run(send(process.url))
        memory = memory_of(process.pid)
        files = {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    found = {
        f"{what} in {where}"
        for where, data in {"memory": memory, **files}.items()
        for what, value in names_of(sender).items()
        if value in data
    }
    assert found == set()
    assert bytes(recipient.address.account) in memory
    database = b"".join(data for name, data in files.items() if name != "relay.log")
    assert recipient.username.encode() in database
    assert envelopes[0] in database or envelopes[0][:500] in database


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_delivery_keys_are_in_no_file_and_a_request_leaves_no_pair(
    tmp_path: Path, sender: Person, recipient: Person
) -> None:
    """AU-08, P9: of keys only hashes are stored; who asked whom stands nowhere on the disk."""

    async def story(url: str) -> None:
        await make_account(url, sender, auth=AUTH)
        await make_account(url, recipient, auth=AUTH)
        async with signed_in(url, sender) as asker:
            result = await asker.ask_to_write(recipient.address, fake_envelope("request"))
            assert result.verdict is SendVerdict.ACCEPTED
        async with RelayLink.open(url, ConnectionKind.SEND) as send:
            await send.store(recipient.address, fake_envelope("1"))

    with RelayProcess(tmp_path, options=["--realm", REALM]) as process:
        run(story(process.url))
        process.terminate()
        files = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert DELIVERY_KEY not in files
    assert files.count(sender.address.account) == files.count(recipient.address.account)
