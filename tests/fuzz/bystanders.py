"""People who chat while somebody attacks, and everything that the relay keeps of them."""

import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from protocol import limits, messages
from protocol.messages import ConnectionKind
from tests.helpers.people import Person
from tests.helpers.relay_client import RelayLink, fake_envelope, key_rule, make_account, signed_in

AUTH: Final = b"b" * limits.AUTH_VALUE_BYTES
SECRET_KEY: Final = b"known to friends alone".ljust(limits.DELIVERY_KEY_BYTES, b"!")

_OF_AN_ACCOUNT: Final = {
    "account": "SELECT * FROM account WHERE key = ?",
    "username": "SELECT * FROM username WHERE account = ? ORDER BY name",
    "delivery_key": "SELECT * FROM delivery_key WHERE account = ? ORDER BY key",
}
_OF_A_DEVICE: Final = {
    "envelope": "SELECT * FROM envelope WHERE mailbox = ? ORDER BY id",
    "current_prekey": "SELECT * FROM current_prekey WHERE device = ? ORDER BY kind",
    "one_time_prekey": "SELECT * FROM one_time_prekey WHERE device = ? ORDER BY key",
    "spent_prekey": "SELECT * FROM spent_prekey WHERE device = ? ORDER BY key",
}
_THEIR_OWN_DOING: Final = "newest_acknowledged"
"""What their own chat changes meanwhile."""

Rows = dict[str, list[dict[str, object]]]


def rows_of(database: Path, person: Person) -> Rows:
    """Return every row of a running relay's database that is a person's, by table."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA query_only = ON")

        def select(statement: str, key: object) -> list[dict[str, object]]:
            return [dict(row) for row in connection.execute(statement, (key,))]

        by_id = "SELECT key FROM account WHERE account_id = ?"
        (account,) = select(by_id, person.address.account)
        devices = select("SELECT * FROM device WHERE account = ?", account["key"])
        found = {name: select(text, account["key"]) for name, text in _OF_AN_ACCOUNT.items()}
        for name, text in _OF_A_DEVICE.items():
            found[name] = [row for device in devices for row in select(text, device["key"])]
    found["device"] = [
        {name: value for name, value in device.items() if name != _THEIR_OWN_DOING}
        for device in devices
    ]
    return found


async def make_bystander(url: str, person: Person) -> None:
    """Register a person whose mailbox is open to `SECRET_KEY` alone."""
    await make_account(url, person, auth=AUTH, is_open=False)
    async with signed_in(url, person) as link:
        await link.set_keys(key_rule(SECRET_KEY))


class Chat:
    """Two people who are online and send each other one message a round.

    Attributes:
        rounds: How many were had.
        slowest_s: How long the longest took.
    """

    def __init__(self, one: Person, other: Person, links: "_Links") -> None:
        self.rounds = 0
        self.slowest_s = 0.0
        self._people = (one, other)
        self._links = links

    @classmethod
    @contextlib.asynccontextmanager
    async def begin(cls, url: str, one: Person, other: Person) -> AsyncIterator["Chat"]:
        """Sign both in and let one watch the other; nothing may be waiting for them."""
        async with AsyncExitStack() as stack:
            devices = [await stack.enter_async_context(signed_in(url, who)) for who in (one, other)]
            for device in devices:
                assert await device.deliveries() == []
            opened = RelayLink.open(url, ConnectionKind.WATCH)
            watch = await stack.enter_async_context(opened)
            state = await watch.watch_account(other.address.account, SECRET_KEY)
            assert state is messages.PresenceState.ONLINE
            yield cls(one, other, _Links(url, devices, watch))

    async def round(self) -> None:
        """Send a message each way; both must come as they were sent, next and alone.

        Raises:
            AssertionError: something else came, or it was refused.
            TimeoutError: nothing came.
        """
        self.rounds += 1
        started = time.monotonic()
        for number, to in enumerate(self._people):
            envelope = fake_envelope(f"round {self.rounds} to {number}")
            async with RelayLink.open(self._links.url, ConnectionKind.SEND) as send:
                sent = await send.store(to.address, envelope, key=SECRET_KEY)
            device = self._links.devices[number]
            delivered = await device.receive(messages.Deliver)
            assert (delivered.id, delivered.envelope) == (sent, envelope)
            await device.tell(messages.Acknowledge(ids=[delivered.id]))
        self.slowest_s = max(self.slowest_s, time.monotonic() - started)

    async def settle(self) -> None:
        """See to it that nothing else came, and that no change of presence was told.

        What was acknowledged has left the database then.

        Raises:
            AssertionError: something did.
        """
        # The answer stands behind what was pushed before it, its commit behind acknowledgements.
        for device in self._links.devices:
            await device.set_keys(key_rule(SECRET_KEY))
            assert device.take_pushes() == []
        other = self._people[1].address.account
        state = await self._links.watch.watch_account(other, SECRET_KEY)
        assert state is messages.PresenceState.ONLINE
        assert self._links.watch.take_pushes() == []


class _Links:
    """The connections of a chat."""

    def __init__(self, url: str, devices: list[RelayLink], watch: RelayLink) -> None:
        self.url = url
        self.devices = devices
        self.watch = watch
