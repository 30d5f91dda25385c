"""What a device changes of its own account: chain, password, delivery keys, presence, the end."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from protocol import messages
from protocol.errors import ErrorCode, InvalidForm, InvalidProof, Refused
from protocol.ids import AccountId, DeviceAddress
from protocol.proofs import VerifiedChain, extends, verify_chain
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit
from server.services.accounts import SignedInDevice
from server.services.key_directory import CHANGED_RETRY_S
from server.services.mailboxes import Mailboxes
from server.services.passwords import Passwords
from server.services.peers import ConnectionNumber, Visitor
from server.services.presence import Presence
from server.services.work_pool import WorkPool
from server.store import account_change_rows, account_rows
from server.store.account_change_rows import AccountChanged, NewChain
from server.store.account_rows import AccountRow
from server.store.delivery_key_rows import NewKey, OpenKey
from server.store.engine import Transaction
from server.store.reader import Reader
from server.store.writer import Writer

_Result = TypeVar("_Result")

Answer = Callable[[messages.Done], None]
"""Queues the answer of a change that is durable."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """Sign-ins that a change ends.

    Attributes:
        account: Whose.
        code: Why, as their devices are told.
        devices: Numbers of the devices; None for all of them.
        spared: A connection that stays, if any.
    """

    account: AccountId
    code: ErrorCode
    devices: frozenset[int] | None = None
    spared: ConnectionNumber | None = None


class AccountChanges:
    """Checks and stores what a signed-in device wants of its own account.

    Nothing here names an account: it is always the one that is signed in (AU-13). Each change is
    answered after its commit, and only then are sign-ins ended that it takes away.
    """

    def __init__(
        self,
        *,
        reader: Reader,
        writer: Writer,
        mailboxes: Mailboxes,
        proofs: WorkPool,
        passwords: Passwords,
        presence: Presence,
        changes: RateLimit,
        metrics: Metrics,
        on_changed: Callable[[AccountId], None],
        on_ended: Callable[[Ended], None],
    ) -> None:
        """Connect the parts.

        `changes` is the budget of each account. `on_changed` is told of an account of which a
        sign-in under way may have read what holds no longer; `on_ended`, which sign-ins end now.
        """
        self._reader = reader
        self._writer = writer
        self._mailboxes = mailboxes
        self._proofs = proofs
        self._passwords = passwords
        self._presence = presence
        self._changes = changes
        self._metrics = metrics
        self._on_changed = on_changed
        self._on_ended = on_ended

    async def put_chain(
        self, request: messages.PutChain, device: SignedInDevice, answer: Answer
    ) -> None:
        """Take a longer chain in; one that is held already is `Done` again.

        A tombstone ends the account, but its name stays taken until somebody who knows the password
        continues it: a device alone must not give the name away.

        Args:
            request: The whole chain.
            device: Whose account it is.
            answer: Called once the chain is durable, before sign-ins end.

        Raises:
            InvalidForm, InvalidProof: the chain is wrong, another account's, or does not extend
                the one that is held.
            Refused: TOO_MANY_REQUESTS; TRY_LATER.
        """
        self.spend(device)
        chain, new = await self._check_chain(request.chain, device.address)
        if chain.is_tombstoned:
            await self._end(new, device, is_name_freed=False)
            answer(messages.Done(request=request.request))
            self._on_ended(Ended(account=chain.account, code=ErrorCode.GONE))
            return
        revoked = await self._submit(
            "put_chain",
            lambda connection: account_change_rows.put_chain(
                connection, new, newest_id=self._mailboxes.ids.newest
            ),
            device.address,
        )
        answer(messages.Done(request=request.request))
        if revoked:
            self._on_ended(
                Ended(
                    account=chain.account,
                    code=ErrorCode.NOT_SIGNED_IN,
                    devices=frozenset(revoked),
                )
            )

    async def set_keys(self, request: messages.SetKeys, device: SignedInDevice) -> messages.Done:
        """Set the whole list of delivery keys.

        Raises:
            InvalidForm: a key stands in it twice.
            Refused: TOO_MANY_REQUESTS; TRY_LATER.
        """
        self.spend(device)
        new = [
            NewKey(key_hash=rule.key_hash, uses=rule.uses, expires_ms=rule.expires_ms)
            for rule in request.keys
        ]
        if len({key.key_hash for key in new}) != len(new):
            raise InvalidForm("list of delivery keys")
        account = device.address.account
        keys: list[OpenKey] = await self._submit(
            "set_keys",
            lambda connection: account_change_rows.set_keys(connection, account, new),
            device.address,
        )
        self._on_changed(account)
        self._presence.set_keys(account, device.username, keys)
        return messages.Done(request=request.request)

    async def set_presence(
        self, request: messages.SetPresence, device: SignedInDevice
    ) -> messages.Done:
        """Choose who may know whether the account is online.

        Raises:
            Refused: TOO_MANY_REQUESTS; TRY_LATER.
        """
        self.spend(device)
        account = device.address.account
        await self._submit(
            "set_presence",
            lambda connection: account_change_rows.set_presence(connection, account, request.rule),
            device.address,
        )
        self._on_changed(account)
        self._presence.set_rule(account, device.username, request.rule)
        return messages.Done(request=request.request)

    async def change_password(
        self,
        request: messages.ChangePassword,
        device: SignedInDevice,
        visitor: Visitor,
        answer: Answer,
    ) -> None:
        """Replace the password value and end every other sign-in of the account (AU-06).

        Raises:
            Refused: SIGN_IN_FAILED for a wrong old value, which counts in the password budgets;
                TOO_MANY_REQUESTS; TRY_LATER.
        """
        self.spend(device)
        account = await self._check_password(request.old_auth, device, visitor)
        new_hash = await self._passwords.hash(request.new_auth)
        await self._submit(
            "change_password",
            lambda connection: account_change_rows.change_password(
                connection, account.account, old_hash=account.auth_hash, new_hash=new_hash
            ),
            device.address,
        )
        answer(messages.Done(request=request.request))
        self._on_ended(
            Ended(account=account.account, code=ErrorCode.NOT_SIGNED_IN, spared=visitor.number)
        )

    async def delete_account(
        self,
        request: messages.DeleteAccount,
        device: SignedInDevice,
        visitor: Visitor,
        answer: Answer,
    ) -> None:
        """End the account and free its name (AU-15).

        Raises:
            InvalidForm, InvalidProof: the chain is wrong, another account's, does not extend the
                one that is held, or does not end in a tombstone.
            Refused: SIGN_IN_FAILED for a wrong password value; TOO_MANY_REQUESTS; TRY_LATER.
        """
        self.spend(device)
        chain, new = await self._check_chain(request.chain, device.address)
        if not chain.is_tombstoned:
            raise InvalidProof("tombstone")
        await self._check_password(request.auth, device, visitor)
        await self._end(new, device, is_name_freed=True)
        answer(messages.Done(request=request.request))
        self._on_ended(Ended(account=chain.account, code=ErrorCode.GONE))

    def spend(self, device: SignedInDevice) -> None:
        """Count one change of an account.

        Raises:
            Refused: TOO_MANY_REQUESTS.
        """
        account = device.address.account
        if not self._changes.take(account):
            raise Refused(ErrorCode.TOO_MANY_REQUESTS, self._changes.retry_after_s(account))

    async def _check_chain(
        self, encoded: bytes, address: DeviceAddress
    ) -> tuple[VerifiedChain, NewChain]:
        held = await self._load(address.account)
        chain = await self._proofs.run(functools.partial(_check_longer, encoded, held))
        new = NewChain(
            account=chain.account,
            earlier_head=held.chain_head,
            chain=encoded,
            head=chain.head,
            devices={number: entry.signing_key for number, entry in sorted(chain.devices.items())},
        )
        return chain, new

    async def _check_password(
        self, auth: bytes, device: SignedInDevice, visitor: Visitor
    ) -> AccountRow:
        account = await self._load(device.address.account)
        if not await self._passwords.matches(
            auth, account.auth_hash, account=account.account, address=visitor.address
        ):
            raise Refused(ErrorCode.SIGN_IN_FAILED)
        return account

    async def _end(self, new: NewChain, device: SignedInDevice, *, is_name_freed: bool) -> None:
        await self._submit(
            "end_account",
            lambda connection: account_change_rows.end_by_owner(
                connection,
                new,
                newest_id=self._mailboxes.ids.newest,
                is_name_freed=is_name_freed,
            ),
            device.address,
        )
        self._metrics.count(Event.ACCOUNT_ENDED)

    async def _load(self, account: AccountId) -> AccountRow:
        row = await self._reader.read(
            functools.partial(account_rows.find_account, account_id=account)
        )
        assert row is not None  # it is signed in, and rows of accounts are never removed
        return row

    async def _submit(
        self, name: str, write: Callable[[Transaction], _Result], address: DeviceAddress
    ) -> _Result:
        """Run a write on the account of a device; its mailbox is read again afterwards."""
        self._mailboxes.drop(address)
        try:
            return await self._writer.submit(name, write, is_guarded=True)
        except AccountChanged:
            raise Refused(ErrorCode.TRY_LATER, CHANGED_RETRY_S) from None


def _check_longer(encoded: bytes, held: AccountRow) -> VerifiedChain:
    """Check a chain that must extend the one that is held; genesis, realm and name are the same."""
    chain = verify_chain(encoded)
    if chain.account != held.account or not extends(chain, verify_chain(held.chain)):
        raise InvalidProof("chain")
    return chain
