"""The relay as the messenger sees it: one signed-in connection, anonymous ones for the rest."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from desktop.core.ports.runtime import Spawn
from desktop.core.rows.relay import (
    Delivery,
    DrainedSignal,
    OutgoingEnvelope,
    PeerKeys,
    PeerKeysState,
    RelayGreeting,
    SignedInState,
)
from desktop.errors import ConnectionLost
from desktop.network.relay_address import RelayAddress, parse_relay_address
from protocol import limits, messages
from protocol.errors import Refused, known_code
from protocol.ids import AccountId, DeviceAddress, EnvelopeId, RequestId, Username
from protocol.messages import ConnectionKind, Message, PresenceState

if TYPE_CHECKING:
    from desktop.network.link import Link

CHECK_TIMEOUT_S: Final = 5.0
"""Longest wait for a sign of life when there is reason to doubt: a slow link takes a second."""

_AnyReply = TypeVar("_AnyReply", bound=Message)


def _load_link() -> "type[Link]":
    """Return the class of connections; what it needs takes 60 ms to load, not of the window's."""
    from desktop.network.link import Link  # noqa: PLC0415

    return Link


def _expect(reply: Message, kind: type[_AnyReply]) -> _AnyReply:
    """Narrow a reply; `protocol.connection` let only fitting ones through."""
    assert isinstance(reply, kind)
    return reply


class SignInConnection:
    """The connection on /auth; implements `core.ports.AuthLink`."""

    def __init__(self, link: "Link") -> None:
        self._link = link

    @property
    def greeting(self) -> RelayGreeting:
        """What the relay said of itself."""
        return self._link.greeting

    async def register(
        self, *, chain: bytes, auth: bytes, prekeys: Sequence[bytes], signature: bytes, code: bytes
    ) -> None:
        """Make the account; see `core.ports.AuthLink`."""
        await self._link.request(
            lambda number: messages.Register(
                request=number,
                chain=chain,
                auth=auth,
                prekeys=list(prekeys),
                signature=signature,
                code=code,
            )
        )

    async def login(self, *, address: DeviceAddress, signature: bytes) -> SignedInState:
        """Sign the device in; see `core.ports.AuthLink`."""
        reply = await self._link.request(
            lambda number: messages.Login(
                request=number,
                account=address.account,
                device=address.device,
                signature=signature,
            )
        )
        state = _expect(reply, messages.SignedIn)
        return SignedInState(
            newest_acknowledged=state.newest_acknowledged,
            newest_issued=state.newest_issued,
            chain_head=state.chain_head,
            one_time_keys_left=state.one_time_keys_left,
        )

    async def put_chain(self, chain: bytes) -> None:
        """Publish a longer chain of the own account."""
        await self._link.request(lambda number: messages.PutChain(request=number, chain=chain))

    async def set_keys(self, keys: Sequence[messages.DeliveryKeyRule]) -> None:
        """Set the whole list of keys that open the own mailbox."""
        await self._link.request(lambda number: messages.SetKeys(request=number, keys=list(keys)))

    async def set_presence(self, rule: messages.PresenceRule) -> None:
        """Choose who may know whether the account is online."""
        await self._link.request(lambda number: messages.SetPresence(request=number, rule=rule))

    async def ask(self, mailbox: DeviceAddress, envelope: bytes) -> messages.SendResult:
        """Submit one envelope to somebody whose delivery key is not known."""
        reply = await self._link.request(
            lambda number: messages.Ask(
                request=number,
                account=mailbox.account,
                device=mailbox.device,
                envelope=envelope,
            )
        )
        return _expect(reply, messages.SendResults).results[0]

    async def change_password(self, *, old_auth: bytes, new_auth: bytes) -> None:
        """Replace the password value."""
        await self._link.request(
            lambda number: messages.ChangePassword(
                request=number, old_auth=old_auth, new_auth=new_auth
            )
        )

    async def delete_account(self, *, auth: bytes, chain: bytes) -> None:
        """End the account."""
        await self._link.request(
            lambda number: messages.DeleteAccount(request=number, auth=auth, chain=chain)
        )

    async def put_prekeys(self, prekeys: Sequence[bytes], *, wipe: bool) -> None:
        """Upload signed prekeys."""
        await self._link.request(
            lambda number: messages.PutPrekeys(request=number, wipe=wipe, prekeys=list(prekeys))
        )

    async def acknowledge(self, ids: Sequence[EnvelopeId]) -> None:
        """Tell the relay that these envelopes are held durably here."""
        step = limits.MAX_ACKNOWLEDGED_IDS
        for start in range(0, len(ids), step):
            await self._link.tell(messages.Acknowledge(ids=list(ids[start : start + step])))

    async def check(self) -> None:
        """Find out whether the relay is there still; see `core.ports.AuthLink`."""
        await self._link.check(CHECK_TIMEOUT_S)

    async def deliveries(self) -> AsyncIterator[Delivery | DrainedSignal]:
        """Yield deliveries in order; see `core.ports.AuthLink`."""
        async for push in self._link.pushes():
            match push:
                case messages.Deliver():
                    yield Delivery(id=EnvelopeId(push.id), envelope=push.envelope)
                case messages.Drained():
                    yield DrainedSignal.DRAINED
                case messages.SignedOut():
                    raise Refused(known_code(push.code))

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()


class PresenceConnection:
    """The connection on /watch; implements `core.ports.WatchLink`."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self._names: dict[int, Username] = {}

    async def add(self, name: Username) -> PresenceState:
        """Watch a name and return its presence now."""

        def build(number: RequestId) -> messages.WatchName:
            self._names[number] = name
            return messages.WatchName(request=number, name=name)

        return _expect(await self._link.request(build), messages.PresenceIs).state

    async def add_contact(
        self, name: Username, account: AccountId, delivery_key: bytes
    ) -> PresenceState:
        """Watch an account with its delivery key; changes are told under the name."""

        def build(number: RequestId) -> messages.WatchAccount:
            self._names[number] = name
            return messages.WatchAccount(request=number, account=account, delivery_key=delivery_key)

        return _expect(await self._link.request(build), messages.PresenceIs).state

    async def remove(self, name: Username) -> None:
        """End every watch of a name."""
        for watch in [number for number, watched in self._names.items() if watched == name]:
            del self._names[watch]
            await self._link.request(
                lambda number, watch=watch: messages.Unwatch(request=number, watch=watch)  # type: ignore[misc]
            )

    async def changes(self) -> AsyncIterator[tuple[Username, PresenceState]]:
        """Yield changes of the watched names."""
        async for push in self._link.pushes():
            if isinstance(push, messages.PresenceIs) and push.request in self._names:
                yield self._names[push.request], push.state

    async def close(self) -> None:
        """Close the connection."""
        await self._link.close()


class RelayClient:
    """Every connection to one relay; implements `core.ports.Relay`.

    Anonymous requests share one connection on /send, opened when one is needed; the relay closes
    it when it was idle, and it is opened again.
    """

    def __init__(self, address: RelayAddress, *, spawn: Spawn, pinned_key: bytes = b"") -> None:
        self._address = address
        self._pinned_key = pinned_key
        self._spawn = spawn
        self._send_link: Link | None = None
        self._opening = asyncio.Lock()

    @classmethod
    def at(cls, address: str, *, spawn: Spawn, pinned_key: bytes = b"") -> "RelayClient":
        """Make the client for an address as typed. Raises InvalidForm, InsecureAddress."""
        return cls(parse_relay_address(address), spawn=spawn, pinned_key=pinned_key)

    async def _open(self, kind: ConnectionKind) -> "Link":
        link_class = await asyncio.to_thread(_load_link)
        return await link_class.open(
            self._address, kind, spawn=self._spawn, pinned_key=self._pinned_key
        )

    async def connect(self) -> SignInConnection:
        """Open the connection that signs in."""
        return SignInConnection(await self._open(ConnectionKind.AUTH))

    async def _ask(self, build: Callable[[RequestId], messages.Request]) -> Message:
        """Ask on /send; once more on a new connection if an idle one was just closed."""
        link = await self._anonymous_link()
        try:
            return await link.request(build)
        except ConnectionLost:
            link = await self._anonymous_link()
            return await link.request(build)

    async def _anonymous_link(self) -> "Link":
        async with self._opening:
            if self._send_link is None or not self._send_link.is_open:
                self._send_link = await self._open(ConnectionKind.SEND)
            return self._send_link

    async def greet(self) -> RelayGreeting:
        """Return what the relay says of itself to somebody anonymous."""
        return (await self._anonymous_link()).greeting

    async def lookup(self, name: Username) -> PeerKeys:
        """Ask anonymously who has a name."""
        return _peer_keys(
            await self._ask(lambda number: messages.Lookup(request=number, name=name))
        )

    async def fetch_keys(self, account: AccountId) -> PeerKeys:
        """Ask anonymously for the keys of an account."""
        return _peer_keys(
            await self._ask(lambda number: messages.FetchKeys(request=number, account=account))
        )

    async def claim_prekey(self, peer: DeviceAddress) -> bytes | None:
        """Take one signed one-time or fallback prekey; None if the account is unknown or gone."""
        reply = await self._ask(
            lambda number: messages.Claim(request=number, account=peer.account, device=peer.device)
        )
        return reply.prekey if isinstance(reply, messages.Claimed) else None

    async def submit(self, envelopes: Sequence[OutgoingEnvelope]) -> list[messages.SendResult]:
        """Submit envelopes anonymously; one result each, in order."""
        items = [
            messages.SendItem(
                account=envelope.mailbox.account,
                device=envelope.mailbox.device,
                delivery_key=envelope.delivery_key,
                transient=envelope.is_transient,
                envelope=envelope.envelope,
            )
            for envelope in envelopes
        ]
        reply = await self._ask(lambda number: messages.Send(request=number, items=items))
        results = _expect(reply, messages.SendResults).results
        if len(results) != len(items):
            raise ConnectionLost("an answer of another length")
        return results

    async def find_presence(self, name: Username) -> PresenceState:
        """Ask once for the presence of a name, on a connection of its own."""
        watch = await self.open_watch()
        try:
            return await watch.add(name)
        finally:
            await watch.close()

    async def open_watch(self) -> PresenceConnection:
        """Open the connection that watches presence."""
        return PresenceConnection(await self._open(ConnectionKind.WATCH))

    async def close(self) -> None:
        """Close the shared connection; the others are closed by whoever opened them."""
        if self._send_link is not None:
            await self._send_link.close()


def _peer_keys(reply: Message) -> PeerKeys:
    match reply:
        case messages.KeysFound():
            return PeerKeys(state=PeerKeysState.FOUND, chain=reply.chain, seal_pair=reply.seal_pair)
        case messages.AccountGone():
            return PeerKeys(state=PeerKeysState.GONE, chain=reply.chain)
        case _:
            return PeerKeys(state=PeerKeysState.UNKNOWN)
