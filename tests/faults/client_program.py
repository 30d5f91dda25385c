"""A messenger without a window: the real engine, storage and network, worked by lines of JSON.

Each line on standard input is a request with a number; each line on standard output is its answer,
or an event. The program ends when its input does.
"""

import argparse
import asyncio
import json
import logging
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from desktop.core.account import IDENTITY_ENTRY, seal_entry
from desktop.core.engine import Engine
from desktop.core.events import ConnectionChanged, Event, MessageAdded, MessageChanged
from desktop.core.records import (
    ConnectionState,
    ContactId,
    DeliveryState,
    MessageRecord,
    Relation,
)
from desktop.core.surroundings import Surroundings
from desktop.crypto.identity import unwrap_primes
from desktop.logs import start_logging
from desktop.storage.profile_folder import LocalProfileFolder
from desktop.supervisor import Supervisor
from tests.faults.file_keyring import FileKeyring
from tests.faults.kill_points import Countdown
from tests.faults.mortal_ports import MortalFolder, mortal_relay

PAUSE_BYTES: Final = 4
"""Only pauses are drawn with so few bytes; they are made the shortest there are."""

MOST_LINE_BYTES: Final = 1024 * 1024

Answer = dict[str, Any]


def system_clock() -> int:
    """Return Unix milliseconds."""
    return time.time_ns() // 1_000_000


def draw(size: int) -> bytes:
    """Return random bytes, or zeros where they only make a pause longer."""
    return bytes(size) if size == PAUSE_BYTES else os.urandom(size)


def tell(**line: object) -> None:
    """Write one line on standard output."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Client:
    """One person's engine and what is asked of it."""

    def __init__(self, options: argparse.Namespace, supervisor: Supervisor) -> None:
        countdown = Countdown.parse(options.end_at)
        keyring = FileKeyring(options.folder.with_suffix(".keyring"))
        self._passphrase: str | None = options.vault
        self._address: str = options.relay
        self._folder = MortalFolder(
            LocalProfileFolder(
                options.folder,
                random=os.urandom,
                find_backend=None if options.keyring else lambda: keyring,
            ),
            countdown,
        )
        self._engine = Engine(
            self._folder,
            Surroundings(
                relay_factory=mortal_relay(
                    options.relay, spawn=supervisor.spawn, countdown=countdown
                ),
                clock=system_clock,
                random=draw,
                spawn=supervisor.spawn,
            ),
        )
        self._engine.listen(self._on_event)
        self._news = asyncio.Event()
        self._connection = ConnectionState.STOPPED
        self.requests: dict[str, Callable[[Answer], Awaitable[Answer]]] = {
            "create": self._create,
            "open": self._open,
            "online": self._online,
            "reconnect": self._reconnect,
            "chat": self._chat,
            "meet": self._meet,
            "befriended": self._befriended,
            "send": self._send,
            "accepted": self._accepted,
            "settle": self._settle,
            "describe": self._describe,
            "reopen": self._reopen,
            "reveal": self._reveal,
            "close": self._close,
        }

    async def answer(self, request: Answer) -> None:
        """Do what is asked and tell the answer, or the error."""
        try:
            answer = await self.requests[request["do"]](request)
        except Exception as error:
            tell(answers=request["number"], error=f"{type(error).__name__}: {error}")
            raise
        tell(answers=request["number"], **answer)

    def _on_event(self, event: Event) -> None:
        match event:
            case ConnectionChanged():
                self._connection = event.state
            case MessageAdded() if not event.message.is_own:
                tell(event="received", text=event.message.text)
            case MessageChanged():
                tell(event=event.message.state.value, text=event.message.text)
            case _:
                pass
        self._news.set()

    async def _until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something holds, asked after every event; whoever asked sets the deadline."""
        while True:
            self._news.clear()
            if await holds():
                return
            await self._news.wait()

    async def _create(self, request: Answer) -> Answer:
        await self._engine.create_account(
            relay_address=self._address,
            name=request["name"],
            password=request["password"],
            vault_passphrase=self._passphrase,
            progress=lambda _step: None,
        )
        return await self._online(request)

    async def _open(self, request: Answer) -> Answer:
        profile = await self._engine.open_profile(vault_passphrase=self._passphrase)
        assert profile is not None
        return {}

    async def _online(self, request: Answer) -> Answer:
        async def is_online() -> bool:
            return self._connection is ConnectionState.ONLINE

        await self._until(is_online)
        return {}

    async def _reconnect(self, request: Answer) -> Answer:
        self._engine.reconnect_now()
        return {}

    async def _chat(self, request: Answer) -> Answer:
        conversation = await self._engine.start_chat(request["name"])
        return {"contact": conversation.contact.id}

    async def _meet(self, request: Answer) -> Answer:
        """Wait until somebody has written, and accept."""

        async def has_met() -> bool:
            return bool(await self._engine.load_conversations())

        await self._until(has_met)
        (conversation,) = await self._engine.load_conversations()
        await self._engine.accept(conversation.contact.id)
        return {"contact": conversation.contact.id}

    async def _befriended(self, request: Answer) -> Answer:
        """Wait until the only contact and this account have accepted each other."""

        async def is_accepted() -> bool:
            (conversation,) = await self._engine.load_conversations()
            return conversation.contact.relation is Relation.ACCEPTED

        await self._until(is_accepted)
        (conversation,) = await self._engine.load_conversations()
        return {"contact": conversation.contact.id}

    async def _describe(self, request: Answer) -> Answer:
        """Return how the connection is and in which state each undelivered own message is."""
        undelivered = [
            f"{message.text[:12]} {message.state.value}"
            for message in await self._history()
            if message.is_own and message.state is not DeliveryState.DELIVERED
        ]
        return {"connection": self._connection.value, "undelivered": undelivered}

    async def _send(self, request: Answer) -> Answer:
        await self._engine.send_text(ContactId(request["contact"]), request["text"])
        return {}

    async def _settle(self, request: Answer) -> Answer:
        """Wait until every own message is known to be with the other person."""
        return await self._until_own({DeliveryState.DELIVERED})

    async def _accepted(self, request: Answer) -> Answer:
        """Wait until every own message is with the relay or the other person."""
        return await self._until_own({DeliveryState.SENT, DeliveryState.DELIVERED})

    async def _until_own(self, states: set[DeliveryState]) -> Answer:
        async def holds() -> bool:
            own = [message for message in await self._history() if message.is_own]
            return all(message.state in states for message in own)

        await self._until(holds)
        return {}

    async def _history(self) -> list[MessageRecord]:
        messages = []
        for conversation in await self._engine.load_conversations():
            messages += await self._engine.load_messages(conversation.contact.id, limit=10_000)
        return messages

    async def _reopen(self, request: Answer) -> Answer:
        """Close and open; once online again, everything that the relay held has been taken."""
        await self._close(request)
        await self._open(request)
        return await self._online(request)

    async def _reveal(self, request: Answer) -> Answer:
        """Return every long-lived secret of the profile in hex, for a search."""
        profile = self._folder.opened
        account = await profile.keys.find_account()
        assert account is not None
        found = {
            "store key": profile.store_key,
            "signing seed": account.signing_seed,
            "delivery key": account.delivery_key,
        }
        entries = [IDENTITY_ENTRY]
        for pair in await profile.keys.load_seal_pairs():
            entries.append(seal_entry(pair.key_id))
            found[f"kem seed {pair.key_id.hex()}"] = pair.kem_seed
        for entry in entries:
            wrapped = await profile.secrets.find(entry)
            assert wrapped is not None
            primes = unwrap_primes(wrapped, store_key=profile.store_key, entry_name=entry)
            half = len(primes) // 2
            found[f"{entry} p"], found[f"{entry} q"] = primes[:half], primes[half:]
        return {
            "account": account.account.hex(),
            "realm": account.realm,
            "secrets": {label: secret.hex() for label, secret in found.items()},
        }

    async def _close(self, request: Answer) -> Answer:
        await self._engine.close()
        self._connection = ConnectionState.STOPPED
        return {}


async def requests() -> asyncio.StreamReader:
    """Return standard input as a stream."""
    reader = asyncio.StreamReader(limit=MOST_LINE_BYTES)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def serve(options: argparse.Namespace) -> None:
    """Answer requests, each as soon as it can be, until the input ends."""
    async with Supervisor() as supervisor:
        client = Client(options, supervisor)
        tell(event="started")
        reader = await requests()
        while line := await reader.readline():
            supervisor.spawn(client.answer(json.loads(line)), "request")
        await client.requests["close"]({})


def main() -> None:
    """Run the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True, help="the profile's folder")
    parser.add_argument("--relay", required=True, help="where the relay is")
    parser.add_argument("--end-at", default="", help="POINT:HITS, where the process ends itself")
    parser.add_argument("--vault", help="passphrase; without it secrets are in a keyring")
    parser.add_argument("--keyring", action="store_true", help="the session's, not one in a file")
    parser.add_argument("--log", type=Path, help="log file; standard error by default")
    options = parser.parse_args()
    # A test that crashes it on purpose wants its crash file, not its memory on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if options.log is None:
        logging.basicConfig(level=logging.WARNING)
        asyncio.run(serve(options))
    else:
        with start_logging(options.log, level=logging.DEBUG):
            asyncio.run(serve(options))


if __name__ == "__main__":
    main()
