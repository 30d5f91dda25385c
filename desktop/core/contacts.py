"""Contacts: finding people by name, pinning their accounts, keeping their keys up to date."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from desktop.core.account import OwnAccount
from desktop.core.ports.contacts import ContactStore
from desktop.core.ports.relay import Relay
from desktop.core.ports.runtime import Clock
from desktop.core.records import ContactId, ContactRecord, MessageRecord, PersonFound
from desktop.core.rows.peers import ContactRow, PeerSealPair
from desktop.core.rows.received import AcceptedChange
from desktop.core.rows.relay import PeerKeys, PeerKeysState
from desktop.crypto.prekeys import REFETCH_AFTER_MS
from desktop.errors import AuthenticationFailed, NotYourself, NumberOutdated, UnknownPerson
from protocol import limits
from protocol.errors import InvalidForm, InvalidProof, PrekeyExpired
from protocol.ids import STAGE_ONE_DEVICE, AccountId, DeviceAddress, Username, parse_username
from protocol.proofs import (
    Prekey,
    PrekeyKind,
    VerifiedChain,
    common_suite,
    extends,
    verify_chain,
    verify_prekey,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipientKeys:
    """What is needed to encrypt to one device of a contact.

    Attributes:
        address: The device.
        chain: The contact's verified chain.
        suite: The suite to use.
        seal_pair: The device's verified seal pair.
    """

    address: DeviceAddress
    chain: VerifiedChain
    suite: int
    seal_pair: Prekey

    @property
    def olm_key(self) -> bytes:
        """OLM of the device, 32 bytes."""
        return self.chain.devices[self.address.device].olm_key


class AccountClosed(Exception):
    """The relay says that a contact's account is gone or unknown."""


class SealPairExpired(AuthenticationFailed):
    """The relay has no seal pair of a contact that is still in force: nothing can be sealed now."""


class SealPairMissing(SealPairExpired):
    """The device was revoked a moment ago, and its successor has brought no seal pair yet."""


def chain_entries(chain: VerifiedChain) -> list[tuple[bytes, bytes]]:
    """Return (head after the entry, entry) of a chain, for the append-only table."""
    return list(zip(chain.heads, chain.entries, strict=True))


class ContactBook:
    """The contacts of the open account.

    Every chain that comes in is verified from the genesis, must belong to the pinned account and
    must extend the chain known before (PROTOCOL P3).
    """

    def __init__(
        self,
        store: ContactStore,
        *,
        relay: Relay,
        account: OwnAccount,
        clock: Clock,
        latest: Clock | None = None,
        ratchet_lock: asyncio.Lock | None = None,
        on_renewed: Callable[[ContactRow, MessageRecord | None], None] = lambda _row, _line: None,
    ) -> None:
        """Make it.

        Args:
            store: Where contacts are kept.
            relay: Who is asked.
            account: The own account.
            clock: Local time.
            latest: The later of the local clock and the relay's; what either calls expired is
                refused.
            ratchet_lock: Held while sessions with a device go that was revoked.
            on_renewed: Told of a contact whose chain grew, and of the notice if there is one.
        """
        self._ratchet_lock = ratchet_lock or asyncio.Lock()
        self._on_renewed = on_renewed
        self._store = store
        self._relay = relay
        self._account = account
        self._clock = clock
        self._latest = latest or clock

    # ── finding people ────────────────────────────────────────────────────────────────────────

    async def look_up(self, name: str) -> PersonFound:
        """Find a person by exact name; see `Messenger.look_up`."""
        username = self._other_name(name)
        chain, _ = await self._ask_by_name(username)
        known = await self._store.find_by_account(chain.account)
        return PersonFound(
            username=username,
            account=chain.account,
            presence=await self._relay.find_presence(username),
            contact=known.record.id if known else None,
        )

    async def start_chat(self, name: str) -> ContactRow:
        """Pin the account that has the name now, or return the contact already pinned to it."""
        username = self._other_name(name)
        chain, seal_pair = await self._ask_by_name(username)
        known = await self._store.find_by_account(chain.account)
        if known is not None:
            return known
        return await self._store.add(
            account=chain.account,
            username=chain.username,
            is_name_confirmed=True,
            chain=chain.encoded,
            chain_entries=chain_entries(chain),
            seal_pair=seal_pair,
            gave_key=True,
            now_ms=self._clock(),
        )

    async def start_by_invite(
        self, username: Username, account: AccountId, *, open_key: bytes, proof: bytes
    ) -> ContactRow:
        """Pin the account that an invite names; the relay is trusted for no key.

        Raises:
            AuthenticationFailed: the relay does not answer with that account and name.
            UnknownPerson: there is no such account any more.
            NetworkError, Refused: the relay could not be asked.
        """
        answer = await self._relay.fetch_keys(account)
        if answer.state is not PeerKeysState.FOUND:
            raise UnknownPerson
        chain = self._verify(answer.chain)
        if chain.account != account or chain.username != username or chain.is_tombstoned:
            raise AuthenticationFailed
        return await self._store.add(
            account=account,
            username=chain.username,
            is_name_confirmed=True,
            chain=chain.encoded,
            chain_entries=chain_entries(chain),
            seal_pair=self._verified_seal_pair(answer, chain),
            gave_key=True,
            now_ms=self._clock(),
            invite_open_key=open_key,
            invite_proof=proof,
        )

    async def find_name_owner(self, username: Username) -> AccountId | None:
        """Return the account that has a name now, None for nobody.

        Raises:
            AuthenticationFailed: the answer does not verify.
            NetworkError, Refused: the relay could not be asked.
        """
        answer = await self._relay.lookup(username)
        if answer.state is not PeerKeysState.FOUND:
            return None
        chain = self._verify(answer.chain)
        if chain.username != username:
            raise AuthenticationFailed
        return chain.account

    async def fetch_chain(self, account: AccountId) -> VerifiedChain:
        """Fetch and verify the chain of any account.

        Raises:
            AuthenticationFailed: the relay does not answer with that account.
            NetworkError, Refused: the relay could not be asked.
        """
        answer = await self._relay.fetch_keys(account)
        if answer.state is not PeerKeysState.FOUND:
            raise AuthenticationFailed
        chain = self._verify(answer.chain)
        if chain.account != account or chain.is_tombstoned:
            raise AuthenticationFailed
        return chain

    async def pin_changed(self, contact: ContactRow, chain: VerifiedChain) -> AcceptedChange:
        """Pin the account that a contact's name has now; returns what that did.

        Raises:
            NumberOutdated: it is not that of `chain` any more.
        """
        try:
            return await self._store.accept_change(
                contact.record.id,
                account=chain.account,
                chain=chain.encoded,
                chain_entries=chain_entries(chain),
                now_ms=self._clock(),
            )
        except KeyError as error:
            raise NumberOutdated from error

    def _other_name(self, name: str) -> Username:
        username = parse_username(name)
        if username == self._account.row.username:
            raise NotYourself
        return username

    async def _ask_by_name(self, username: Username) -> tuple[VerifiedChain, PeerSealPair | None]:
        answer = await self._relay.lookup(username)
        if answer.state is not PeerKeysState.FOUND:
            raise UnknownPerson
        chain = self._verify(answer.chain)
        if chain.username != username or chain.is_tombstoned:
            # The relay answers one name with somebody else's account (PR-26).
            raise AuthenticationFailed
        return chain, self._verified_seal_pair(answer, chain)

    def _verify(self, encoded: bytes) -> VerifiedChain:
        try:
            chain = verify_chain(encoded)
        except (InvalidForm, InvalidProof) as error:
            raise AuthenticationFailed from error
        if chain.realm != self._account.row.realm:
            raise AuthenticationFailed
        return chain

    def _verified_seal_pair(self, answer: PeerKeys, chain: VerifiedChain) -> PeerSealPair | None:
        if not answer.seal_pair:
            return None
        address = DeviceAddress(account=chain.account, device=STAGE_ONE_DEVICE)
        self._check_seal_pair(answer.seal_pair, chain)
        return PeerSealPair(peer=address, encoded=answer.seal_pair, fetched_ms=self._clock())

    def _check_seal_pair(self, encoded: bytes, chain: VerifiedChain) -> Prekey:
        try:
            return verify_prekey(
                encoded, chain=chain, kinds={PrekeyKind.SEAL_PAIR}, now_ms=self._latest()
            )
        except PrekeyExpired as error:
            raise SealPairExpired from error
        except (InvalidForm, InvalidProof) as error:
            raise AuthenticationFailed from error

    # ── people who write first ────────────────────────────────────────────────────────────────

    async def find_by_account(self, account: AccountId) -> ContactRow | None:
        """Return the contact pinned to an account."""
        return await self._store.find_by_account(account)

    def verify_sender_chain(self, encoded: bytes, known: ContactRow | None) -> VerifiedChain:
        """Verify the chain that a first message carries.

        Args:
            encoded: The intro.
            known: The contact that the message claims to come from, if there is one.

        Raises:
            AuthenticationFailed: not valid, of another realm, ended, or a fork of the chain known.
        """
        chain = self._verify(encoded)
        if chain.is_tombstoned:
            raise AuthenticationFailed
        if known is None:
            return chain
        pinned = verify_chain(known.chain)
        if extends(chain, pinned):
            return chain
        if extends(pinned, chain):
            return pinned
        raise AuthenticationFailed

    async def add_sender(self, chain: VerifiedChain) -> ContactRow:
        """Pin the account of somebody whose first message opened; the name is only claimed."""
        return await self._store.add(
            account=chain.account,
            username=chain.username,
            is_name_confirmed=False,
            chain=chain.encoded,
            chain_entries=chain_entries(chain),
            seal_pair=None,
            gave_key=False,
            now_ms=self._clock(),
        )

    async def keep_chain(self, contact: ContactRow, chain: VerifiedChain) -> None:
        """Store a verified chain that extends the stored one; the ratchet lock is held."""
        if chain.encoded != contact.chain:
            await self._keep(contact, chain, None)

    async def _keep(
        self, contact: ContactRow, chain: VerifiedChain, seal_pair: PeerSealPair | None
    ) -> None:
        """Store a chain that extends the stored one, and everything that follows from it."""
        old = verify_chain(contact.chain)
        renewed = [
            DeviceAddress(account=chain.account, device=number)
            for number, entry in old.devices.items()
            if chain.devices.get(number) != entry
        ]
        # A revoked device without a successor is told once it has one.
        is_noticed = chain.identity_key != old.identity_key or (
            bool(chain.devices) and chain.device_history != old.device_history
        )
        row, notice = await self._store.save_peer_keys(
            contact.record.id,
            chain=chain.encoded,
            chain_entries=chain_entries(chain),
            seal_pair=seal_pair,
            renewed=renewed,
            is_noticed=is_noticed,
            now_ms=self._clock(),
        )
        if chain.head != old.head:
            self._on_renewed(row, notice)

    async def refresh(self, contact: ContactRow) -> bool:
        """Fetch the chain of a contact and keep what is new of it.

        Returns:
            Whether the relay shows the head that a content of theirs named, if any did; also True
            for an account that has ended, which is found out when something is sent there.

        Raises:
            NetworkError, Refused: the relay could not be asked.
        """
        while True:
            answer = await self._relay.fetch_keys(contact.record.account)
            try:
                chain = self._longer(answer, contact)
            except AuthenticationFailed:
                return False
            if chain.is_tombstoned:
                return True
            async with self._ratchet_lock:
                current = await self._store.get(contact.record.id)
                if current.chain == contact.chain:
                    await self.keep_chain(current, chain)
                    return not current.wanted_head or current.wanted_head in chain.heads
            # It grew while the relay was asked: what it answered may be shorter than that.
            contact = current

    def _longer(self, answer: PeerKeys, contact: ContactRow) -> VerifiedChain:
        """Return a chain that the relay showed, provided that it extends what is known."""
        chain = self._verify(answer.chain)
        if chain.account != contact.record.account:
            raise AuthenticationFailed
        if not extends(chain, verify_chain(contact.chain)):
            # Shorter than what is known (withheld entries) or a fork: never a basis for keys.
            raise AuthenticationFailed
        return chain

    async def confirm_name(self, record: ContactRecord) -> ContactRow | None:
        """Ask the relay once, anonymously, whether a claimed name belongs to the pinned account.

        Returns:
            The contact with its name confirmed, None if the relay answered otherwise.
        """
        answer = await self._relay.lookup(record.username)
        if answer.state is not PeerKeysState.FOUND:
            return None
        if self._verify(answer.chain).account != record.account:
            _log.warning("a claimed name belongs to another account")
            return None
        return await self._store.confirm_name(record.id)

    async def load_unconfirmed(self) -> list[ContactRecord]:
        """Return contacts whose names are still only claimed."""
        rows = await self._store.load_all()
        return [row.record for row in rows if not row.record.is_name_confirmed]

    async def load_all(self) -> list[ContactRow]:
        """Return every contact."""
        return await self._store.load_all()

    async def get(self, contact: ContactId) -> ContactRow:
        """Return one contact. Raises KeyError."""
        return await self._store.get(contact)

    # ── keys to encrypt to ────────────────────────────────────────────────────────────────────

    async def recipient_keys(self, contact: ContactRow) -> RecipientKeys:
        """Return the keys to encrypt to a contact, fetched anew when the cached pair is old.

        Raises:
            AccountClosed: the relay says so.
            SealPairExpired: there is none in force; the contact was away for too long, or renews
                the device now (SealPairMissing).
            AuthenticationFailed: what the relay answered does not verify.
            NetworkError, Refused: the relay could not be asked.
        """
        address = DeviceAddress(account=contact.record.account, device=STAGE_ONE_DEVICE)
        cached = await self._store.find_seal_pair(address)
        if cached is None or self._is_stale(cached, contact):
            cached = await self._fetch(contact)
            contact = await self._store.get(contact.record.id)
        chain = verify_chain(contact.chain)
        if address.device not in chain.devices or cached is None:
            raise SealPairMissing
        try:
            suite = common_suite(
                chain,
                device=address.device,
                our_min=limits.SUITE_MIN,
                our_max=limits.SUITE_MAX,
            )
        except InvalidProof as error:
            raise AuthenticationFailed from error
        return RecipientKeys(
            address=address,
            chain=chain,
            suite=suite,
            seal_pair=self._check_seal_pair(cached.encoded, chain),
        )

    def _is_stale(self, pair: PeerSealPair, contact: ContactRow) -> bool:
        if not 0 <= self._clock() - pair.fetched_ms < REFETCH_AFTER_MS:
            return True
        try:
            self._check_seal_pair(pair.encoded, verify_chain(contact.chain))
        except SealPairExpired:
            return True
        return False

    async def _fetch(self, contact: ContactRow) -> PeerSealPair | None:
        while True:
            answer = await self._relay.fetch_keys(contact.record.account)
            if answer.state is not PeerKeysState.FOUND:
                raise AccountClosed
            chain = self._longer(answer, contact)
            if chain.is_tombstoned:
                raise AuthenticationFailed
            seal_pair = self._verified_seal_pair(answer, chain)
            async with self._ratchet_lock:
                current = await self._store.get(contact.record.id)
                if current.chain == contact.chain:
                    await self._keep(current, chain, seal_pair)
                    return seal_pair
            # As in `refresh`.
            contact = current
