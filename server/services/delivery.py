"""Bringing envelopes to signed-in devices: what was held first, then what comes, in order of id."""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from protocol import limits, messages
from protocol.errors import ErrorCode
from protocol.ids import AccountId, DeviceAddress, EnvelopeId
from server.metrics import Event, Metrics
from server.services.peers import ConnectionNumber, Push, Room
from server.store import envelope_rows
from server.store.engine import StoreUnavailable
from server.store.reader import Reader

_NO_ID: Final = EnvelopeId(0)

_PAGE_BYTES: Final = 256 * 1024
"""Held envelopes are read and pushed in pages of this size, one at a time for each device."""

_PAGE_ROWS: Final = 256
"""Most rows of a page: the smallest envelopes fill it at about a hundred."""


@dataclass(kw_only=True, slots=True, eq=False)
class Session:
    """One signed-in device.

    Attributes:
        address: Which device.
        mailbox: Number of its mailbox.
        connection: Where it is.
        newest_pushed: Highest envelope id that was pushed on this connection.
        is_live: Whether everything held was pushed, so that what comes is pushed at once.
        has_more: Whether something was stored since the mailbox was last read.
        owed: How many more ids it may acknowledge: what was pushed to it, and a little of what an
            earlier connection was.
    """

    address: DeviceAddress
    mailbox: int
    connection: ConnectionNumber
    newest_pushed: EnvelopeId = _NO_ID
    is_live: bool = False
    has_more: bool = False
    owed: int = limits.MAX_ACKNOWLEDGED_IDS


class Delivery:
    """Knows which device is on which connection; at most one connection for each."""

    def __init__(self, *, reader: Reader, push: Push, room: Room, metrics: Metrics) -> None:
        self._reader = reader
        self._push = push
        self._room = room
        self._metrics = metrics
        self._sessions: dict[DeviceAddress, Session] = {}
        self._by_connection: dict[ConnectionNumber, Session] = {}

    @property
    def signed_in(self) -> int:
        """How many devices are signed in."""
        return len(self._sessions)

    def sign_in(
        self, address: DeviceAddress, mailbox: int, connection: ConnectionNumber
    ) -> Session:
        """Note a sign-in; an earlier connection of the same device is signed out.

        The caller has answered the sign-in and now runs `drain`.
        """
        earlier = self._sessions.get(address)
        if earlier is not None:
            self.end(earlier, ErrorCode.REPLACED)
        session = Session(address=address, mailbox=mailbox, connection=connection)
        self._sessions[address] = session
        self._by_connection[connection] = session
        return session

    def sign_out(self, connection: ConnectionNumber) -> DeviceAddress | None:
        """Note that a connection ended; returns the device that went away with it, if one did."""
        session = self._by_connection.pop(connection, None)
        if session is None:
            return None
        del self._sessions[session.address]
        return session.address

    def end(self, session: Session, code: ErrorCode) -> None:
        """Sign a device out and say why; what it did not acknowledge stays held."""
        if self._is_current(session):
            del self._by_connection[session.connection]
            del self._sessions[session.address]
            self._push(session.connection, messages.SignedOut(code=code))

    def end_account(
        self,
        account: AccountId,
        code: ErrorCode,
        *,
        devices: Collection[int] | None = None,
        spared: ConnectionNumber | None = None,
    ) -> None:
        """Sign devices of an account out.

        Args:
            account: Whose.
            code: Why, as they are told.
            devices: Numbers of the devices; None for all of them.
            spared: A connection that stays signed in.
        """
        for session in [one for one in self._sessions.values() if one.address.account == account]:
            if session.connection != spared and (
                devices is None or session.address.device in devices
            ):
                self.end(session, code)

    async def drain(self, session: Session) -> None:
        """Push what was held at sign-in, then `Drained`, then what came meanwhile, then go live.

        Pages are pushed as the device reads them, so that a full mailbox never stands in memory.
        """
        is_drained = False
        try:
            while self._is_current(session) and not session.is_live:
                session.has_more = False
                await self._push_held(session)
                if not self._is_current(session):
                    return
                if not is_drained:
                    is_drained = True
                    self._push(session.connection, messages.Drained())
                # What was committed after the reading began has set `has_more` or will be told to
                # `on_stored` once we are live.
                session.is_live = not session.has_more
        except StoreUnavailable:
            self.end(session, ErrorCode.TRY_LATER)

    def find(self, address: DeviceAddress) -> Session | None:
        """Return the sign-in of a device."""
        return self._sessions.get(address)

    def deliver(self, session: Session, one: EnvelopeId, envelope: bytes) -> None:
        """Push an envelope to a live sign-in; calls come in order of id."""
        session.newest_pushed = one
        session.owed += 1
        self._metrics.count(Event.ENVELOPE_DELIVERED)
        self._push(session.connection, messages.Deliver(id=one, envelope=envelope))

    def on_stored(self, address: DeviceAddress, one: EnvelopeId, envelope: bytes) -> Session | None:
        """Push an envelope that was just committed, if its device is signed in and live.

        It was not pushed to this sign-in from here. Calls come in order of id.

        Returns:
            The sign-in that it was pushed to.
        """
        session = self._sessions.get(address)
        if session is None:
            return None
        session.has_more = True
        if not session.is_live or one <= session.newest_pushed:
            return None
        self.deliver(session, one, envelope)
        return session

    def pass_on(self, address: DeviceAddress, envelope: bytes) -> None:
        """Push a transient envelope to a device that is signed in and has nothing waiting."""
        session = self._sessions.get(address)
        if session is not None and session.is_live:
            self._push(session.connection, messages.Deliver(id=_NO_ID, envelope=envelope))

    async def _push_held(self, session: Session) -> None:
        mailbox = session.mailbox
        ids = await self._reader.read(
            functools.partial(envelope_rows.held_ids, mailbox=mailbox, above=session.newest_pushed)
        )
        while ids:
            page = await self._reader.read(
                functools.partial(
                    envelope_rows.load_page,
                    mailbox=mailbox,
                    ids=ids[:_PAGE_ROWS],
                    most_bytes=_PAGE_BYTES,
                )
            )
            del ids[: len(page)]
            if not self._is_current(session):
                return
            for one, envelope in page:
                if envelope is not None:
                    self.deliver(session, one, envelope)
            if not await self._room(session.connection):
                return

    def _is_current(self, session: Session) -> bool:
        return self._by_connection.get(session.connection) is session
