"""A relay in memory behind `core.ports.Relay`, with the wire's rules and faults on demand.

It keeps what a relay keeps (accounts, prekeys, mailboxes) and nothing of who sent what. A test
can drop connections, refuse sends, hold back deliveries, and look at every envelope.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.rows.relay import (
    Delivery,
    DrainedSignal,
    OutgoingEnvelope,
    PeerKeys,
    PeerKeysState,
    RelayGreeting,
    SignedInState,
)
from desktop.errors import ConnectionLost, RelayUnreachable
from protocol import limits
from protocol.errors import ErrorCode, InvalidProof, Refused
from protocol.ids import (
    AccountId,
    DeviceAddress,
    EnvelopeId,
    Realm,
    Username,
    is_username,
    message_id,
)
from protocol.messages import (
    DeliveryKeyRule,
    PresenceRule,
    PresenceState,
    RegistrationRule,
    RelayLimits,
    SendResult,
    SendVerdict,
)
from protocol.proofs import (
    PrekeyKind,
    VerifiedChain,
    extends,
    verify_chain,
    verify_login,
    verify_prekey,
)

REALM = Realm("relay.test")


@dataclass
class _Account:
    chain: VerifiedChain
    auth: bytes
    seal_pair: bytes = b""
    fallback: bytes = b""
    one_time: deque[bytes] = field(default_factory=deque)
    is_gone: bool = False
    presence: PresenceRule = PresenceRule.EVERYBODY


@dataclass
class Mailbox:
    """What is held for one device."""

    held: dict[EnvelopeId, bytes] = field(default_factory=dict)
    keys: dict[bytes, DeliveryKeyRule] = field(default_factory=dict)
    uses: dict[bytes, int] = field(default_factory=dict)
    newest_issued: int = 0
    newest_acknowledged: int = 0


class FakeRelay:
    """The relay itself; `client()` gives one person's way to it.

    Attributes:
        is_up: False makes every new connection fail.
        is_silent: True leaves no open connection a sign of life.
        epoch: What every hello says.
        submitted: Every envelope ever submitted, in order, repeats included.
        requests: Those of them that came by way of a request.
        channel: Key of its certificate, as every connection sees it; zeros for no TLS.
        pinned_keys: What each client was told that the key must be.
        registration: Who may make a new account.
        codes: Registration codes, and for how many accounts each is still good.
        verdicts: Verdicts for the next envelopes instead of ACCEPTED; taken from the left.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._counter = 0
        self._accounts: dict[AccountId, _Account] = {}
        self._names: dict[Username, AccountId] = {}
        self._links: dict[DeviceAddress, FakeAuthLink] = {}
        self._watches: list[FakeWatchLink] = []
        self.mailboxes: dict[DeviceAddress, Mailbox] = {}
        self.is_up = True
        self.is_silent = False
        self.epoch = bytes(limits.EPOCH_BYTES)
        self.submitted: list[OutgoingEnvelope] = []
        self.requests: list[OutgoingEnvelope] = []
        self.verdicts: deque[SendVerdict] = deque()
        self.lose_next_answer = False
        self.channel = bytes(limits.CHANNEL_BYTES)
        self.pinned_keys: list[bytes] = []
        self.registration = RegistrationRule.OPEN
        self.codes: dict[bytes, int] = {}

    def username(self, address: DeviceAddress) -> Username:
        """Return whose mailbox it is."""
        return self._accounts[address.account].chain.username

    def client(self, _address: str = "", *, pinned_key: bytes = b"") -> "FakeRelayClient":
        """Return a connection factory as the engine expects it."""
        self.pinned_keys.append(pinned_key)
        return FakeRelayClient(self)

    def now_ms(self) -> int:
        """Return the relay's time."""
        return self._clock()

    def cut_all(self) -> None:
        """End every connection without a word."""
        for link in list(self._links.values()):
            link.cut()
        for watch in list(self._watches):
            watch.cut()

    def check_up(self) -> None:
        """Raise RelayUnreachable while the relay is down."""
        if not self.is_up:
            raise RelayUnreachable("down")

    def check_answer(self) -> None:
        """Lose one answer on request: the effect happened, the caller does not learn it."""
        if self.lose_next_answer:
            self.lose_next_answer = False
            raise ConnectionLost("answer lost")

    def register(
        self, chain: bytes, auth: bytes, prekeys: Sequence[bytes], code: bytes, check: "_Check"
    ) -> None:
        """Make an account or move a name, by the rules of PROTOCOL P8."""
        verified = verify_chain(chain)
        check(verified)
        owner = self._names.get(verified.username)
        if owner == verified.account:
            if self._accounts[owner].auth != auth:
                raise Refused(ErrorCode.SIGN_IN_FAILED)
            return
        if owner is not None:
            if verified.predecessor != owner or self._accounts[owner].auth != auth:
                raise Refused(ErrorCode.NAME_TAKEN)
            self._accounts[owner].is_gone = True
        elif self.registration is RegistrationRule.CLOSED:
            raise Refused(ErrorCode.REGISTRATION_CLOSED)
        elif self.registration is RegistrationRule.BY_CODE:
            if not self.codes.get(code):
                raise Refused(ErrorCode.CODE_REFUSED)
            self.codes[code] -= 1
        account = _Account(chain=verified, auth=auth)
        self._accounts[verified.account] = account
        self._names[verified.username] = verified.account
        self.mailboxes[DeviceAddress(account=verified.account, device=1)] = Mailbox()
        self.put_prekeys(verified.account, prekeys)

    def put_chain(self, account: AccountId, chain: bytes) -> None:
        """Keep a longer chain; a device that it revokes loses its prekeys and what is held."""
        entry = self._accounts[account]
        longer = verify_chain(chain)
        if longer.account != account or not extends(longer, entry.chain):
            raise Refused(ErrorCode.BAD_REQUEST)
        revoked = [
            DeviceAddress(account=account, device=number)
            for number, device in entry.chain.devices.items()
            if longer.devices.get(number) != device
        ]
        entry.chain = longer
        for address in revoked:
            entry.seal_pair, entry.fallback = b"", b""
            entry.one_time.clear()
            self.mailboxes[address].held.clear()
            if link := self._links.pop(address, None):
                link.sign_out(ErrorCode.NOT_SIGNED_IN)

    def wipe_prekeys(self, account: AccountId) -> None:
        """Forget the one-time keys of an account."""
        self._accounts[account].one_time.clear()

    def one_time_keys_left(self, account: AccountId) -> int:
        """Return how many one-time keys are held for an account."""
        return len(self._accounts[account].one_time)

    def back_up(self) -> object:
        """Return a copy of everything that is stored."""
        return _copied(self._accounts), dict(self._names), _copied(self.mailboxes)

    def restore(self, backup: object, *, epoch: bytes | None = None) -> None:
        """Go back to a copy; the restore command also makes a new epoch."""
        assert isinstance(backup, tuple)
        accounts, names, mailboxes = backup
        self._accounts, self._names, self.mailboxes = (
            _copied(accounts),
            dict(names),
            _copied(mailboxes),
        )
        if epoch is not None:
            self.epoch = epoch

    def put_prekeys(self, account: AccountId, prekeys: Sequence[bytes]) -> None:
        """Sort signed prekeys in."""
        entry = self._accounts[account]
        for encoded in prekeys:
            prekey = verify_prekey(
                encoded, chain=entry.chain, kinds=set(PrekeyKind), now_ms=self._clock()
            )
            match prekey.kind:
                case PrekeyKind.SEAL_PAIR:
                    entry.seal_pair = encoded
                case PrekeyKind.FALLBACK:
                    entry.fallback = encoded
                case PrekeyKind.ONE_TIME:
                    entry.one_time.append(encoded)

    def login(
        self, link: "FakeAuthLink", address: DeviceAddress, signature: bytes
    ) -> SignedInState:
        """Sign a device in, ending its earlier connection."""
        entry = self._accounts.get(address.account)
        if entry is None:
            raise Refused(ErrorCode.UNKNOWN_ACCOUNT)
        if entry.is_gone:
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        greeting = link.greeting
        try:
            verify_login(
                signature,
                key=entry.chain.devices[address.device].signing_key,
                realm=greeting.realm,
                channel=greeting.channel,
                nonce=greeting.nonce,
                address=address,
            )
        except InvalidProof:
            raise Refused(ErrorCode.SIGN_IN_FAILED) from None
        if old := self._links.pop(address, None):
            old.sign_out()
        self._links[address] = link
        mailbox = self.mailboxes[address]
        for id_, envelope in sorted(mailbox.held.items()):
            link.push(Delivery(id=id_, envelope=envelope))
        link.push(DrainedSignal.DRAINED)
        self._tell_presence(entry.chain.username)
        return SignedInState(
            newest_acknowledged=mailbox.newest_acknowledged,
            newest_issued=mailbox.newest_issued,
            chain_head=entry.chain.head,
            one_time_keys_left=len(entry.one_time),
        )

    def acknowledge(self, address: DeviceAddress, ids: Sequence[EnvelopeId]) -> None:
        """Forget envelopes."""
        mailbox = self.mailboxes[address]
        for id_ in ids:
            mailbox.held.pop(id_, None)
            mailbox.newest_acknowledged = max(mailbox.newest_acknowledged, id_)

    def end(self, link: "FakeAuthLink") -> None:
        """A signed-in connection ended."""
        for address, current in list(self._links.items()):
            if current is link:
                del self._links[address]
                self._tell_presence(self._accounts[address.account].chain.username)

    def keys(self, entry: _Account | None) -> PeerKeys:
        """Answer a look-up."""
        if entry is None:
            return PeerKeys(state=PeerKeysState.UNKNOWN)
        if entry.is_gone:
            return PeerKeys(state=PeerKeysState.GONE, chain=entry.chain.encoded)
        return PeerKeys(
            state=PeerKeysState.FOUND, chain=entry.chain.encoded, seal_pair=entry.seal_pair
        )

    def by_name(self, name: Username) -> PeerKeys:
        """Answer a look-up by name."""
        return self.keys(self._accounts.get(self._names.get(name, AccountId(b""))))

    def by_account(self, account: AccountId) -> PeerKeys:
        """Answer a look-up by account."""
        return self.keys(self._accounts.get(account))

    def claim(self, peer: DeviceAddress) -> bytes | None:
        """Hand out one prekey."""
        entry = self._accounts.get(peer.account)
        if entry is None or entry.is_gone:
            return None
        if not entry.one_time and not entry.fallback:
            raise Refused(ErrorCode.TRY_LATER, 60.0)
        return entry.one_time.popleft() if entry.one_time else entry.fallback

    def submit(self, item: OutgoingEnvelope, *, by_request: bool = False) -> SendResult:
        """Take one envelope: store it, and push it if the device is there.

        Without `by_request` its delivery key must open the mailbox.
        """
        self.submitted.append(item)
        mailbox = self.mailboxes.get(item.mailbox)
        if by_request:
            self.requests.append(item)
        refusal = self._refusal(mailbox, item, by_request=by_request)
        if mailbox is None or refusal is not SendVerdict.ACCEPTED:
            return SendResult(verdict=refusal)
        return self._hold(mailbox, item)

    def _refusal(
        self, mailbox: Mailbox | None, item: OutgoingEnvelope, *, by_request: bool
    ) -> SendVerdict:
        """Return why an envelope is not taken, ACCEPTED if it is."""
        if mailbox is None or not (by_request or self._opens(mailbox, item)):
            return SendVerdict.NO_SUCH_MAILBOX
        if self._accounts[item.mailbox.account].is_gone:
            return SendVerdict.GONE
        return self.verdicts.popleft() if self.verdicts else SendVerdict.ACCEPTED

    def _hold(self, mailbox: Mailbox, item: OutgoingEnvelope) -> SendResult:
        for id_, held in mailbox.held.items():
            if message_id(held) == message_id(item.envelope):
                return SendResult(verdict=SendVerdict.ACCEPTED, id=id_)
        if item.is_transient:
            if (link := self._links.get(item.mailbox)) and not mailbox.held:
                link.push(Delivery(id=EnvelopeId(0), envelope=item.envelope))
            return SendResult(verdict=SendVerdict.ACCEPTED)
        self._counter += 1
        id_ = EnvelopeId((self._clock() << 22) + self._counter)
        mailbox.held[id_] = item.envelope
        mailbox.newest_issued = id_
        if link := self._links.get(item.mailbox):
            link.push(Delivery(id=id_, envelope=item.envelope))
        return SendResult(verdict=SendVerdict.ACCEPTED, id=id_)

    def _opens(self, mailbox: Mailbox, item: OutgoingEnvelope) -> bool:
        key_hash = hashlib.sha256(item.delivery_key).digest()
        rule = mailbox.keys.get(key_hash)
        if rule is None or (rule.expires_ms and self._clock() >= rule.expires_ms):
            return False
        if rule.uses and item.envelope not in mailbox.held.values():
            if mailbox.uses.get(key_hash, 0) >= rule.uses:
                return False
            mailbox.uses[key_hash] = mailbox.uses.get(key_hash, 0) + 1
        return True

    def set_keys(self, address: DeviceAddress, keys: Sequence[DeliveryKeyRule]) -> None:
        """Replace the keys that open a mailbox; uses stay counted."""
        self.mailboxes[address].keys = {rule.key_hash: rule for rule in keys}

    def set_presence(self, account: AccountId, rule: PresenceRule) -> None:
        """Choose who may know."""
        self._accounts[account].presence = rule
        self._tell_presence(self._accounts[account].chain.username)

    def change_password(self, account: AccountId, old: bytes, new: bytes) -> None:
        """Replace the password value."""
        if self._accounts[account].auth != old:
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        self._accounts[account].auth = new

    def delete_account(self, account: AccountId, auth: bytes, chain: bytes) -> None:
        """End an account."""
        entry = self._accounts[account]
        if entry.auth != auth:
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        entry.chain = verify_chain(chain)
        assert entry.chain.is_tombstoned
        entry.is_gone = True
        del self._names[entry.chain.username]

    def may_see(self, name: Username, delivery_key: bytes) -> bool:
        """Tell whether presence may be told to who shows this key, or none."""
        entry = self._accounts.get(self._names.get(name, AccountId(b"")))
        if entry is None:
            return False
        if entry.presence is PresenceRule.CONTACTS:
            mailbox = self.mailboxes[DeviceAddress(account=entry.chain.account, device=1)]
            return hashlib.sha256(delivery_key).digest() in mailbox.keys
        return entry.presence is PresenceRule.EVERYBODY

    def presence(self, name: Username) -> PresenceState:
        """Tell who is signed in."""
        account = self._names.get(name)
        online = any(address.account == account for address in self._links)
        return PresenceState.ONLINE if online else PresenceState.UNKNOWN

    def _tell_presence(self, name: Username) -> None:
        for watch in self._watches:
            watch.tell(name)

    def add_watch(self, watch: "FakeWatchLink") -> None:
        """Begin telling a watch."""
        self._watches.append(watch)

    def remove_watch(self, watch: "FakeWatchLink") -> None:
        """Stop telling a watch."""
        if watch in self._watches:
            self._watches.remove(watch)


def _copied(rows: dict[Any, Any]) -> dict[Any, Any]:
    """Return a copy of rows whose mutable fields are copied too."""
    return {
        key: replace(
            row,
            **{
                name: type(value)(value)
                for name, value in vars(row).items()
                if isinstance(value, dict | deque)
            },
        )
        for key, row in rows.items()
    }


_Check = Callable[[VerifiedChain], None]


class FakeAuthLink:
    """A connection on /auth."""

    def __init__(self, relay: FakeRelay, nonce: bytes) -> None:
        self.greeting = RelayGreeting(
            realm=REALM,
            epoch=relay.epoch,
            time_ms=relay.now_ms(),
            nonce=nonce,
            channel=relay.channel,
            limits=RelayLimits(
                max_frame_bytes=limits.MAX_FRAME_BYTES,
                max_envelope_bytes=limits.MAX_ENVELOPE_BYTES,
                mailbox_envelopes=10_000,
            ),
            registration=relay.registration,
        )
        self._relay = relay
        self._address: DeviceAddress | None = None
        self._queue: asyncio.Queue[Delivery | DrainedSignal | Exception] = asyncio.Queue()
        self._is_cut = False

    def push(self, item: Delivery | DrainedSignal) -> None:
        """Queue a delivery."""
        self._queue.put_nowait(item)

    def cut(self) -> None:
        """End the connection without a word."""
        if not self._is_cut:
            self._is_cut = True
            self._relay.end(self)
            self._queue.put_nowait(ConnectionLost("cut"))

    def sign_out(self, code: ErrorCode = ErrorCode.REPLACED) -> None:
        """End the sign-in, by default because the device signed in again."""
        self._queue.put_nowait(Refused(code))

    def _check(self) -> None:
        if self._is_cut:
            raise ConnectionLost("cut")

    async def register(
        self, *, chain: bytes, auth: bytes, prekeys: Sequence[bytes], signature: bytes, code: bytes
    ) -> None:
        self._check()

        def check(verified: VerifiedChain) -> None:
            verify_login(
                signature,
                key=verified.devices[1].signing_key,
                realm=REALM,
                channel=self.greeting.channel,
                nonce=self.greeting.nonce,
                address=DeviceAddress(account=verified.account, device=1),
            )

        self._relay.register(chain, auth, prekeys, code, check)
        self._relay.check_answer()

    async def login(self, *, address: DeviceAddress, signature: bytes) -> SignedInState:
        self._check()
        state = self._relay.login(self, address, signature)
        self._address = address
        return state

    async def put_prekeys(self, prekeys: Sequence[bytes], *, wipe: bool) -> None:
        self._check()
        assert self._address is not None
        if wipe:
            self._relay.wipe_prekeys(self._address.account)
        self._relay.put_prekeys(self._address.account, prekeys)

    async def put_chain(self, chain: bytes) -> None:
        self._check()
        assert self._address is not None
        self._relay.put_chain(self._address.account, chain)

    async def set_keys(self, keys: Sequence[DeliveryKeyRule]) -> None:
        self._check()
        assert self._address is not None
        self._relay.set_keys(self._address, keys)

    async def set_presence(self, rule: PresenceRule) -> None:
        self._check()
        assert self._address is not None
        self._relay.set_presence(self._address.account, rule)

    async def ask(self, mailbox: DeviceAddress, envelope: bytes) -> SendResult:
        self._check()
        item = OutgoingEnvelope(
            mailbox=mailbox, delivery_key=b"", is_transient=False, envelope=envelope
        )
        result = self._relay.submit(item, by_request=True)
        self._relay.check_answer()
        return result

    async def change_password(self, *, old_auth: bytes, new_auth: bytes) -> None:
        self._check()
        assert self._address is not None
        self._relay.change_password(self._address.account, old_auth, new_auth)

    async def delete_account(self, *, auth: bytes, chain: bytes) -> None:
        self._check()
        assert self._address is not None
        self._relay.delete_account(self._address.account, auth, chain)

    async def acknowledge(self, ids: Sequence[EnvelopeId]) -> None:
        self._check()
        assert self._address is not None
        self._relay.acknowledge(self._address, ids)

    async def check(self) -> None:
        self._check()
        if self._relay.is_silent:
            raise ConnectionLost("silent")

    async def deliveries(self) -> AsyncIterator[Delivery | DrainedSignal]:
        while True:
            item = await self._queue.get()
            if isinstance(item, Exception):
                raise item
            yield item

    async def close(self) -> None:
        self.cut()


class FakeWatchLink:
    """A connection on /watch."""

    def __init__(self, relay: FakeRelay) -> None:
        self._relay = relay
        self._names: dict[Username, bytes] = {}
        self._queue: asyncio.Queue[tuple[Username, PresenceState] | None] = asyncio.Queue()

    def tell(self, name: Username) -> None:
        """Queue a change."""
        if name in self._names:
            self._queue.put_nowait((name, self._state(name)))

    def _state(self, name: Username) -> PresenceState:
        if not self._relay.may_see(name, self._names[name]):
            return PresenceState.UNKNOWN
        return self._relay.presence(name)

    def cut(self) -> None:
        """End the connection."""
        self._relay.remove_watch(self)
        self._queue.put_nowait(None)

    async def add(self, name: Username) -> PresenceState:
        assert is_username(name)
        self._names[name] = b""
        return self._state(name)

    async def add_contact(
        self, name: Username, account: AccountId, delivery_key: bytes
    ) -> PresenceState:
        self._names[name] = delivery_key
        return self._state(name)

    async def remove(self, name: Username) -> None:
        self._names.pop(name, None)

    async def changes(self) -> AsyncIterator[tuple[Username, PresenceState]]:
        while (item := await self._queue.get()) is not None:
            yield item
        raise ConnectionLost("cut")

    async def close(self) -> None:
        self._relay.remove_watch(self)


class FakeRelayClient:
    """One person's way to a `FakeRelay`; implements `core.ports.Relay`."""

    _nonces = 0

    def __init__(self, relay: FakeRelay) -> None:
        self._relay = relay

    async def connect(self) -> FakeAuthLink:
        self._relay.check_up()
        FakeRelayClient._nonces += 1
        nonce = hashlib.sha256(str(FakeRelayClient._nonces).encode()).digest()
        return FakeAuthLink(self._relay, nonce)

    async def greet(self) -> RelayGreeting:
        return (await self.connect()).greeting

    async def lookup(self, name: Username) -> PeerKeys:
        self._relay.check_up()
        return self._relay.by_name(name)

    async def fetch_keys(self, account: AccountId) -> PeerKeys:
        self._relay.check_up()
        return self._relay.by_account(account)

    async def claim_prekey(self, peer: DeviceAddress) -> bytes | None:
        self._relay.check_up()
        return self._relay.claim(peer)

    async def submit(self, envelopes: Sequence[OutgoingEnvelope]) -> list[SendResult]:
        self._relay.check_up()
        results = [self._relay.submit(envelope) for envelope in envelopes]
        self._relay.check_answer()
        return results

    async def find_presence(self, name: Username) -> PresenceState:
        self._relay.check_up()
        return self._relay.presence(name)

    async def open_watch(self) -> FakeWatchLink:
        self._relay.check_up()
        watch = FakeWatchLink(self._relay)
        self._relay.add_watch(watch)
        return watch

    async def close(self) -> None:
        return
