"""An opened account for the length of one command: its connection, and waiting for what happens."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from desktop.core.events import ConnectionChanged, Event, MessageAdded, MessageChanged
from desktop.core.messenger import Messenger
from desktop.core.records import (
    ConnectionState,
    ConnectionTrouble,
    DeliveryState,
    MessageRecord,
    MessageRow,
    ProfileRecord,
    ProfileState,
)
from desktop.headless.failures import NoAccount, NotAdmitted, NotSent

_T = TypeVar("_T")

LOOK_AGAIN_S = 0.05
"""How soon to look again whether everything left, of which no event tells."""


class AccountSession:
    """Hears every event from its making on.

    Attributes:
        messenger: What it listens to.
    """

    def __init__(self, messenger: Messenger) -> None:
        """Listen from now on."""
        self.messenger = messenger
        self._connection = ConnectionChanged(
            state=ConnectionState.STOPPED, trouble=ConnectionTrouble.NONE
        )
        self._own: dict[MessageRow, MessageRecord] = {}
        self._news = asyncio.Event()
        messenger.listen(self._on_event)

    async def open(self, vault_passphrase: str | None) -> ProfileRecord:
        """Open the profile.

        Raises:
            NoAccount: there is none in it.
            WrongPassphrase, KeyringError, StorageError: as `Messenger.open_profile`.
        """
        if await self.messenger.find_profile_state() is ProfileState.EMPTY:
            raise NoAccount
        profile = await self.messenger.open_profile(
            vault_passphrase=vault_passphrase, password=vault_passphrase
        )
        if profile is None:
            raise NoAccount
        return profile

    async def until_online(self) -> None:
        """Wait until everything that was held has come in.

        Raises:
            NotAdmitted: the server does not take this account or version.
        """

        def is_online() -> bool | None:
            if self._connection.state is ConnectionState.REFUSED:
                raise NotAdmitted(self._connection.trouble)
            return self._connection.state is ConnectionState.ONLINE or None

        await self._until(is_online)

    async def until_sent(self, message: MessageRecord) -> MessageRecord:
        """Wait until the server holds an own message.

        Raises:
            NotSent: it cannot be sent.
            NotAdmitted: the server does not take this account or version.
        """

        def find_sent() -> MessageRecord | None:
            now = self._own.get(message.position.row, message)
            if now.state is DeliveryState.FAILED:
                raise NotSent(now.failure)
            if self._connection.state is ConnectionState.REFUSED:
                raise NotAdmitted(self._connection.trouble)
            return None if now.state is DeliveryState.WAITING else now

        return await self._until(find_sent)

    async def until_all_left(self) -> None:
        """Wait until nothing waits to be sent any more."""
        while await self.messenger.has_unsent():  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _until(self, find: Callable[[], _T | None]) -> _T:
        while (found := find()) is None:
            self._news.clear()
            await self._news.wait()
        return found

    def _on_event(self, event: Event) -> None:
        match event:
            case ConnectionChanged():
                self._connection = event
            case MessageAdded() | MessageChanged() if event.message.is_own:
                self._own[event.message.position.row] = event.message
            case _:
                return
        self._news.set()
