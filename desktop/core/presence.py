"""Presence of contacts, watched on an anonymous connection while the app is online."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final

from desktop.core.cancellation import raise_if_cancelled
from desktop.core.contacts import ContactBook
from desktop.core.events import PresenceChanged
from desktop.core.ports.relay import AuthLink, Relay, WatchLink
from desktop.core.records import ContactId
from desktop.core.rows.peers import ContactRow
from desktop.errors import NetworkError
from protocol.errors import Refused
from protocol.ids import Username
from protocol.messages import PresenceState

_log = logging.getLogger(__name__)

RETRY_S: Final = 10.0
"""Pause before the watch is opened again; a missing dot is no reason to press the relay."""


class PresenceWatch:
    """Keeps the presence of every contact with a confirmed name."""

    def __init__(
        self, contacts: ContactBook, *, relay: Relay, emit: Callable[[PresenceChanged], None]
    ) -> None:
        self._contacts = contacts
        self._relay = relay
        self._emit = emit
        self._contacts_by_name: dict[Username, ContactRow] = {}
        self._known: dict[ContactId, PresenceState] = {}
        self._new: asyncio.Queue[Username] = asyncio.Queue()

    def add(self, contact: ContactRow) -> None:
        """Watch a contact from now on, with its delivery key where we have it."""
        name = contact.record.username
        known = self._contacts_by_name.get(name)
        is_same = known is not None and known.delivery_key == contact.delivery_key
        if contact.record.is_name_confirmed and not is_same:
            self._contacts_by_name[name] = contact
            self._new.put_nowait(name)

    def is_online(self, contact: ContactId) -> bool:
        """Tell whether a contact is known to be online."""
        return self._known.get(contact) is PresenceState.ONLINE

    async def run(self, _link: AuthLink) -> None:
        """Watch until cancelled; afterwards nobody's presence is known."""
        try:
            for row in await self._contacts.load_all():
                self.add(row)
            while True:
                with contextlib.suppress(NetworkError, Refused):
                    await self._watch()
                self._forget()
                await asyncio.sleep(RETRY_S)
        finally:
            self._forget()

    async def _watch(self) -> None:
        link = await self._relay.open_watch()
        try:
            self._new = asyncio.Queue()
            for name in self._contacts_by_name:
                self._new.put_nowait(name)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._add_names(link), name="presence names")
                await self._take_changes(link)
        except* (NetworkError, Refused):
            pass
        finally:
            await link.close()
        raise_if_cancelled()

    async def _add_names(self, link: WatchLink) -> None:
        while True:
            name = await self._new.get()
            contact = self._contacts_by_name[name]
            await link.remove(name)
            try:
                state = await self._add_name(link, name, contact)
            except Refused as error:
                # One connection takes so many watches and no more: the others go on.
                _log.warning("the relay refused a watch: %s", error.code.name)
                state = PresenceState.UNKNOWN
            self._tell(name, state)

    async def _add_name(
        self, link: WatchLink, name: Username, contact: ContactRow
    ) -> PresenceState:
        if contact.delivery_key:
            return await link.add_contact(name, contact.record.account, contact.delivery_key)
        return await link.add(name)

    async def _take_changes(self, link: WatchLink) -> None:
        async for name, state in link.changes():
            self._tell(name, state)

    def _tell(self, name: Username, state: PresenceState) -> None:
        contact = self._contacts_by_name[name].record.id
        if self._known.get(contact) is not state:
            self._known[contact] = state
            self._emit(PresenceChanged(contact=contact, presence=state))

    def _forget(self) -> None:
        for contact, state in self._known.items():
            if state is not PresenceState.UNKNOWN:
                self._emit(PresenceChanged(contact=contact, presence=PresenceState.UNKNOWN))
        self._known.clear()
