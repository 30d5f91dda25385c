"""Registration and sign-in (P8, P11)."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import limits, messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, Refused
from protocol.ids import STAGE_ONE_DEVICE, AccountId, DeviceAddress, Realm
from protocol.messages import PresenceRule
from protocol.proofs import (
    PrekeyKind,
    VerifiedChain,
    verify_chain,
    verify_login,
)
from server.config import Clock, Random, Registration
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit
from server.services.key_directory import CHANGED_RETRY_S, check_prekeys
from server.services.mailboxes import Mailboxes
from server.services.passwords import Passwords
from server.services.peers import Visitor
from server.services.registration_codes import RegistrationCodes
from server.services.work_pool import WorkPool
from server.store import account_rows, prekey_rows
from server.store.account_change_rows import AccountChanged
from server.store.account_rows import AccountRow, DeviceRow, NewAccount, NewPrekey, Registered
from server.store.delivery_key_rows import OpenKey
from server.store.engine import Transaction
from server.store.reader import Reader
from server.store.schema import AccountState
from server.store.writer import Writer

_NEEDED_AT_REGISTRATION: Final = frozenset({PrekeyKind.FALLBACK, PrekeyKind.SEAL_PAIR})
"""Without these two nobody could write to the account."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedInDevice:
    """A device that has just proven itself.

    Attributes:
        address: Which device.
        key: Number of its row and mailbox.
        username: Its person's name.
        presence: Who may know whether its person is online.
        delivery_keys: What opens its account's mailboxes.
        reply: What to tell it.
    """

    address: DeviceAddress
    key: int
    username: str
    presence: PresenceRule
    delivery_keys: list[OpenKey]
    reply: messages.SignedIn


@dataclass(kw_only=True, slots=True, eq=False)
class _Attempt:
    """A sign-in under way.

    Attributes:
        is_outdated: Whether what it was checked against may have changed since.
    """

    is_outdated: bool = False


class _AccountExists(Exception):  # never leaves this file
    """The account was registered meanwhile."""


class Accounts:
    """Makes accounts and signs devices in."""

    def __init__(
        self,
        *,
        realm: Realm,
        registration: Registration,
        reader: Reader,
        writer: Writer,
        mailboxes: Mailboxes,
        proofs: WorkPool,
        passwords: Passwords,
        registrations: RateLimit,
        codes: RegistrationCodes,
        clock: Clock,
        random: Random,
        metrics: Metrics,
        on_moved: Callable[[AccountId], None],
    ) -> None:
        """Connect the parts; `on_moved` is told of an account whose name moved away."""
        self._realm = realm
        self._registration = registration
        self._reader = reader
        self._writer = writer
        self._mailboxes = mailboxes
        self._proofs = proofs
        self._passwords = passwords
        self._registrations = registrations
        self._codes = codes
        self._clock = clock
        self._metrics = metrics
        self._on_moved = on_moved
        self._attempts: dict[AccountId, list[_Attempt]] = {}
        # Its private half is forgotten here: a sign-in of an unknown device costs the same work.
        self._dummy_key = (
            Ed25519PrivateKey.from_private_bytes(random(limits.ED25519_KEY_BYTES))
            .public_key()
            .public_bytes_raw()
        )

    # --- registration ----------------------------------------------------------------------------

    async def register(self, request: messages.Register, visitor: Visitor) -> messages.Done:
        """Make an account, or confirm one that this same registration made before.

        Args:
            request: Chain, password value, first prekeys, login signature.
            visitor: The connection; its nonce is what must be signed.

        Returns:
            The answer; the account is committed.

        Raises:
            Refused: NAME_TAKEN; REGISTRATION_CLOSED or CODE_REFUSED for a name that nobody has;
                SIGN_IN_FAILED for a wrong password value of an account that exists; GONE if its
                name moved on; TOO_MANY_REQUESTS; TRY_LATER.
            InvalidForm, InvalidProof: chain, prekeys or signature are wrong.
        """
        if not self._registrations.take(visitor.address):
            raise Refused(
                ErrorCode.TOO_MANY_REQUESTS, self._registrations.retry_after_s(visitor.address)
            )
        chain = await self._proofs.run(
            functools.partial(self._check_registration, request, visitor)
        )
        existing = await self._find_account(chain.account)
        if existing is None:
            try:
                await self._register_new(request, chain, visitor)
            except (_AccountExists, Refused):
                # The same registration may have been committed meanwhile, its name and code taken.
                existing = await self._find_account(chain.account)
                if existing is None:
                    raise
        if existing is not None:
            await self._confirm(request, existing, visitor)
        return messages.Done(request=request.request)

    def _check_registration(self, request: messages.Register, visitor: Visitor) -> VerifiedChain:
        chain = verify_chain(request.chain)
        entry = chain.devices.get(STAGE_ONE_DEVICE)
        if chain.realm != self._realm or chain.is_tombstoned or entry is None:
            raise InvalidProof("registration")
        address = DeviceAddress(account=chain.account, device=STAGE_ONE_DEVICE)
        if not self._is_signed(request.signature, entry.signing_key, visitor, address):
            raise InvalidProof("signature")
        return chain

    async def _confirm(
        self, request: messages.Register, existing: AccountRow, visitor: Visitor
    ) -> None:
        """Answer a repeated registration; prekeys that come with it are ignored (AU-16)."""
        if existing.state is not AccountState.LIVE:
            raise Refused(ErrorCode.GONE)
        if not await self._passwords.matches(
            request.auth,
            existing.auth_hash,
            account=existing.account,
            address=visitor.address,
        ):
            raise Refused(ErrorCode.SIGN_IN_FAILED)

    async def _register_new(
        self, request: messages.Register, chain: VerifiedChain, visitor: Visitor
    ) -> None:
        prekeys = await self._proofs.run(
            functools.partial(check_prekeys, request.prekeys, chain, self._clock.now_ms())
        )
        if not {prekey.kind for prekey in prekeys} >= _NEEDED_AT_REGISTRATION:
            raise InvalidForm("set of prekeys")
        proven = await self._check_name(request, chain, visitor)
        new = NewAccount(
            account=chain.account,
            username=chain.username,
            chain=request.chain,
            chain_head=chain.head,
            auth_hash=await self._passwords.hash(request.auth),
            device=STAGE_ONE_DEVICE,
            signing_key=chain.devices[STAGE_ONE_DEVICE].signing_key,
            predecessor=chain.predecessor,
        )
        if new.predecessor is not None:
            self._mailboxes.drop(DeviceAddress(new.predecessor, STAGE_ONE_DEVICE))
        try:
            registered = await self._writer.submit(
                "register",
                functools.partial(self._write, new, proven, prekeys, request.code),
                is_guarded=True,
            )
        except account_rows.NameTaken:
            raise Refused(ErrorCode.NAME_TAKEN) from None
        except AccountChanged:
            raise Refused(ErrorCode.TRY_LATER, CHANGED_RETRY_S) from None
        if registered is None:
            raise Refused(ErrorCode.CODE_REFUSED)
        self._metrics.count(Event.REGISTERED)
        if registered.has_moved_name and new.predecessor is not None:
            self._on_moved(new.predecessor)

    async def _check_name(
        self, request: messages.Register, chain: VerifiedChain, visitor: Visitor
    ) -> str | None:
        """Refuse a name that is in use, unless its account is continued by its own person.

        Returns:
            The stored hash that this was proven against; None for a name that nobody has.
        """
        holder = await self._reader.read(
            functools.partial(account_rows.find_account_by_name, name=chain.username)
        )
        if holder is None:
            # Whoever has a name here may go on with it, on whatever computer.
            if self._registration is Registration.CLOSED:
                raise Refused(ErrorCode.REGISTRATION_CLOSED)
            if self._registration is Registration.CODE:
                await self._codes.check(request.code, address=visitor.address)
            return None
        # A new computer is no way around the operator either.
        if holder.account != chain.predecessor or holder.state is AccountState.DISABLED:
            raise Refused(ErrorCode.NAME_TAKEN)
        if not await self._passwords.matches(
            request.auth, holder.auth_hash, account=holder.account, address=visitor.address
        ):
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        return holder.auth_hash

    def _write(
        self,
        new: NewAccount,
        proven: str | None,
        prekeys: list[NewPrekey],
        code: bytes,
        connection: Transaction,
    ) -> Registered | None:
        """Write the account; None, and nothing is written, if its code lets nobody in any more."""
        if account_rows.find_account(connection, new.account) is not None:
            raise _AccountExists
        holder = account_rows.find_account_by_name(connection, new.username)
        if holder is not None and proven is not None and holder.auth_hash != proven:
            raise AccountChanged  # a password that was changed meanwhile takes no name
        if (
            holder is None
            and self._registration is Registration.CODE
            and not self._codes.spend(connection, code)
        ):
            return None
        registered = account_rows.register(connection, new, self._mailboxes.ids)
        prekey_rows.put(
            connection, registered.device, prekeys, wipe=False, most_held=limits.ONE_TIME_KEYS_HELD
        )
        return registered

    async def _find_account(self, account: AccountId) -> AccountRow | None:
        return await self._reader.read(
            functools.partial(account_rows.find_account, account_id=account)
        )

    # --- sign-in ---------------------------------------------------------------------------------

    async def login(self, request: messages.Login, visitor: Visitor) -> SignedInDevice:
        """Check that a device is who it says.

        Args:
            request: Account, device, signature over this connection's nonce, perhaps the
                password value.
            visitor: The connection.

        Raises:
            Refused: UNKNOWN_ACCOUNT after the same work as for a known one; GONE if its own
                device asks after the name moved or the account ended; SIGN_IN_FAILED for
                everything else, also for a device that was revoked;
                TOO_MANY_REQUESTS or TRY_LATER for the password value.
            InvalidForm: a password value that is neither empty nor 32 bytes.
        """
        if len(request.auth) not in {0, limits.AUTH_VALUE_BYTES}:
            raise InvalidForm("password value")
        attempt = _Attempt()
        attempts = self._attempts.setdefault(AccountId(request.account), [])
        attempts.append(attempt)
        try:
            signed_in = await self._check_login(request, visitor)
        finally:
            attempts.remove(attempt)
            if not attempts:
                self._attempts.pop(AccountId(request.account), None)
        if attempt.is_outdated:
            raise Refused(ErrorCode.TRY_LATER, CHANGED_RETRY_S)
        return signed_in

    def outdate(self, account: AccountId) -> None:
        """Refuse the sign-ins under way of an account: what they read may hold no longer."""
        for attempt in self._attempts.get(account, []):
            attempt.is_outdated = True

    async def _check_login(self, request: messages.Login, visitor: Visitor) -> SignedInDevice:
        address = DeviceAddress(account=AccountId(request.account), device=request.device)
        device = await self._reader.read(
            functools.partial(account_rows.find_device, address=address)
        )
        is_signed = self._is_signed(
            request.signature,
            self._dummy_key if device is None else device.signing_key,
            visitor,
            address,
        )
        if device is None:
            raise Refused(ErrorCode.UNKNOWN_ACCOUNT)
        if not is_signed:
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        if device.state is not AccountState.LIVE:
            raise Refused(ErrorCode.GONE)
        if device.is_revoked:
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        # After the signature, so that nobody but the device itself can spend its budget here.
        if request.auth and not await self._passwords.matches(
            request.auth, device.auth_hash, account=address.account, address=visitor.address
        ):
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        return SignedInDevice(
            address=address,
            key=device.key,
            username=device.username,
            presence=device.presence,
            delivery_keys=device.delivery_keys,
            reply=self._signed_in(request, device, address),
        )

    def _signed_in(
        self, request: messages.Login, device: DeviceRow, address: DeviceAddress
    ) -> messages.SignedIn:
        return messages.SignedIn(
            request=request.request,
            newest_acknowledged=device.newest_acknowledged,
            newest_issued=self._mailboxes.newest_issued(address, device.newest_issued),
            chain_head=device.chain_head,
            one_time_keys_left=device.one_time_keys,
        )

    def _is_signed(
        self, signature: bytes, key: bytes, visitor: Visitor, address: DeviceAddress
    ) -> bool:
        for channel in visitor.channels:
            try:
                verify_login(
                    signature,
                    key=key,
                    realm=self._realm,
                    channel=channel,
                    nonce=visitor.nonce,
                    address=address,
                )
            except InvalidProof:
                continue
            return True
        return False
