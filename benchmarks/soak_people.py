"""People of a soak: each account has one who writes to it, and both come, go and are replaced."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.failure import MeasurementFailed
from benchmarks.load.pairs import Crowd
from benchmarks.load.relay_ends import (
    RelayRecipient,
    RelaySender,
    connect_recipient,
    connect_sender,
    relay_frames,
)
from benchmarks.servers.relay_accounts import AUTH, DELIVERY_KEY, REALM, BenchAccount
from benchmarks.servers.relay_server import RelayServer
from benchmarks.soak_history import MailboxHistory
from desktop.crypto.key_chain import append_tombstone
from protocol import limits, messages
from protocol.messages import ConnectionKind
from tests.helpers.people import NOW_MS, Person, make_person
from tests.helpers.relay_client import RelayLink, key_rule, signed_in
from tests.helpers.rsa_pool import RsaPool

WITHIN_S: Final = 60.0
"""For what is under way to come through, on a busy machine."""

_NUMBER_BYTES: Final = 8


class Correspondence:
    """One account with its device and its one sender.

    Attributes:
        history: What was sent and what came.
        is_sending: Whether its sender is connected and may go on.
    """

    def __init__(
        self, relay: RelayServer, account: BenchAccount, number: int, crowd: Crowd
    ) -> None:
        """Prepare one.

        Args:
            relay: Where the account is.
            account: Who signs in.
            number: From which address it connects.
            crowd: Is told if a connection breaks.
        """
        self.history = MailboxHistory(f"account {account.address.account.hex()[:8]}")
        self.is_sending = False
        self._relay = relay
        self._account = account
        self._number = number
        self._crowd = crowd
        self._sender: RelaySender
        self._recipient: RelayRecipient
        self._accepted = 0
        self._has_changed = asyncio.Event()

    async def begin(self) -> None:
        """Sign its device in and connect its sender.

        Raises:
            MeasurementFailed: one was refused.
        """
        await self.come_back()
        await self._connect_sender()

    def send(self) -> None:
        """Send the next message."""
        number = self.history.next_number()
        envelope = number.to_bytes(_NUMBER_BYTES, "big") + os.urandom(_NUMBER_BYTES)
        whole = envelope.ljust(limits.MIN_ENVELOPE_BYTES, b".")
        (frame,) = relay_frames(self._account, [whole], first=number)
        self._sender.write(frame)

    def vanish(self) -> None:
        """Let its device go in the middle of whatever comes."""
        self._recipient.close()

    async def come_back(self) -> None:
        """Sign its device in and take what was held.

        Raises:
            MeasurementFailed: it was refused.
        """
        self.history.on_signing_in()
        self._recipient = await connect_recipient(
            self._crowd,
            self._relay,
            self._account,
            2 * self._number + 1,
            on_envelope=self._on_envelope,
        )

    async def change_sender(self) -> None:
        """Let its sender go once everything is answered, and connect another one.

        Raises:
            MeasurementFailed: an answer is missing, or the other one was refused.
        """
        await self.pause()
        self._sender.close()
        await self._connect_sender()

    async def pause(self) -> None:
        """Stop sending and wait until everything is answered.

        Raises:
            MeasurementFailed: an answer is missing.
        """
        self.is_sending = False
        await self._until(lambda: self._accepted == self.history.sent, "answered")

    async def finish(self) -> None:
        """Wait until everything sent came, then end both connections and judge the history."""
        try:
            await self.pause()
            await self._until(lambda: self.history.received >= self.history.sent, "delivered")
        finally:
            self._sender.close()
            self._recipient.close()
            self.history.finish()

    async def _connect_sender(self) -> None:
        self._sender = await connect_sender(self._crowd, self._relay, 2 * self._number)
        self._sender.on_accepted = self._on_accepted
        self.is_sending = True

    def _on_accepted(self, count: int) -> None:
        self._accepted += count
        self._has_changed.set()

    def _on_envelope(self, one: int, envelope: bytes) -> None:
        self.history.on_delivered(one, int.from_bytes(envelope[:_NUMBER_BYTES], "big"))
        self._has_changed.set()

    async def _until(self, is_so: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(WITHIN_S):
                while not is_so():
                    self._has_changed.clear()
                    await self._has_changed.wait()
        except TimeoutError:
            raise MeasurementFailed(f"Not everything was {what} in {WITHIN_S:g} s.") from None


class Registrar:
    """Makes accounts over the wire and ends them, as people do."""

    def __init__(self, relay: RelayServer, folder: Path) -> None:
        """Prepare; RSA keys that all accounts share are kept in `folder`."""
        self._url = f"ws://127.0.0.1:{relay.port}"
        self._pool = RsaPool(folder)
        self._made = 0

    async def register(self) -> tuple[Person, BenchAccount]:
        """Make an account that lets the load's delivery key in.

        Raises:
            MeasurementFailed: the relay refused.
        """
        self._made += 1
        person = make_person(f"soak{self._made}", self._pool, number=0, realm=REALM)
        async with RelayLink.open(self._url, ConnectionKind.AUTH) as link:
            _check(await link.register(person, auth=AUTH))
        async with signed_in(self._url, person) as link:
            await link.set_keys(key_rule(DELIVERY_KEY))
        key = Ed25519PrivateKey.from_private_bytes(person.device_key.to_seed())
        return person, BenchAccount(person.address, key)

    async def end(self, person: Person) -> None:
        """End an account.

        Raises:
            MeasurementFailed: the relay refused.
        """
        ended = append_tombstone(person.chain, identity=person.identity, created_ms=NOW_MS)
        async with signed_in(self._url, person) as link:
            _check(
                await link.ask(
                    lambda number: messages.DeleteAccount(request=number, auth=AUTH, chain=ended)
                )
            )


def _check(reply: messages.Message) -> None:
    if not isinstance(reply, messages.Done):
        raise MeasurementFailed(f"The relay answered {reply!r}.")
