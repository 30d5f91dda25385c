"""The public key directory: chains, seal pairs, and one-time keys each handed out once (P4, P8)."""

import asyncio
import functools
import hashlib
from collections.abc import Callable, Sequence
from typing import Final
from weakref import WeakValueDictionary

from protocol import limits, messages
from protocol.errors import ErrorCode, Refused
from protocol.ids import STAGE_ONE_DEVICE, AccountId, DeviceAddress, is_username
from protocol.proofs import (
    PrekeyKind,
    VerifiedChain,
    forget_seal_pairs,
    verify_chain,
    verify_prekey,
)
from server.config import Clock
from server.metrics import Event, Metrics
from server.rate_limits import RateLimit
from server.services.peers import Visitor
from server.services.work_pool import WorkPool
from server.store import account_change_rows, account_rows, prekey_rows
from server.store.account_change_rows import AccountChanged
from server.store.account_rows import AccountRow, NewPrekey
from server.store.engine import Transaction
from server.store.reader import Reader
from server.store.schema import AccountState
from server.store.writer import Writer

_NO_PREKEY_RETRY_S: Final = 24 * 3600.0
"""When to ask again for a device whose fallback key expired: it is away."""

CHANGED_RETRY_S: Final = 1.0
"""When to repeat a change that crossed another one of the same account."""

_DIGEST_BYTES: Final = 16


def check_prekeys(encoded: Sequence[bytes], chain: VerifiedChain, now_ms: int) -> list[NewPrekey]:
    """Check prekeys that a device uploads.

    Raises:
        InvalidForm, InvalidProof: one of them is wrong or expired; none counts.
    """
    try:
        checked = [
            verify_prekey(one, chain=chain, kinds=frozenset(PrekeyKind), now_ms=now_ms)
            for one in encoded
        ]
    finally:
        forget_seal_pairs()
    return [
        NewPrekey(
            kind=prekey.kind,
            digest=hashlib.sha256(prekey.encoded).digest()[:_DIGEST_BYTES],
            prekey=prekey.encoded,
            expires_ms=prekey.expires_ms or 0,
        )
        for prekey in checked
    ]


class KeyDirectory:
    """Answers who has a name, with which keys."""

    def __init__(
        self,
        *,
        reader: Reader,
        writer: Writer,
        proofs: WorkPool,
        lookups: RateLimit,
        claims: RateLimit,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._proofs = proofs
        self._lookups = lookups
        self._claims = claims
        self._clock = clock
        self._metrics = metrics
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def lookup(self, request: messages.Lookup, visitor: Visitor) -> messages.Reply:
        """Answer which account has a name now.

        Raises:
            Refused: TOO_MANY_REQUESTS.
        """
        self._spend_lookup(visitor)
        if not is_username(request.name):
            return messages.AccountUnknown(request=request.request)
        reply = await self._answer_keys(
            request.request, functools.partial(account_rows.find_account_by_name, name=request.name)
        )
        if isinstance(reply, messages.AccountGone):  # ended, its name not freed: nobody has it
            return messages.AccountUnknown(request=request.request)
        return reply

    async def fetch_keys(self, request: messages.FetchKeys, visitor: Visitor) -> messages.Reply:
        """Answer with the chain and seal pair of an account, or that it is gone.

        Raises:
            Refused: TOO_MANY_REQUESTS.
        """
        self._spend_lookup(visitor)
        account = AccountId(request.account)
        return await self._answer_keys(
            request.request, functools.partial(account_rows.find_account, account_id=account)
        )

    async def claim(self, request: messages.Claim, visitor: Visitor) -> messages.Reply:
        """Hand out one prekey: a one-time key within the target's budget, else the fallback (P9).

        No address is refused, but each has one claim with the writer at a time: thousands of one
        would stand in line before everybody's sends.

        Raises:
            Refused: TRY_LATER if there is neither a one-time key nor a fallback that counts.
        """
        turn = self._turns.setdefault(visitor.address, asyncio.Lock())
        async with turn:
            return await self._claim_in_turn(request)

    async def _claim_in_turn(self, request: messages.Claim) -> messages.Reply:
        address = DeviceAddress(account=AccountId(request.account), device=request.device)
        is_within_budget = self._claims.take(address)
        is_one_time = False
        try:
            reply, is_one_time = await self._writer.submit(
                "claim",
                functools.partial(
                    self._claim, request.request, address, is_within_budget=is_within_budget
                ),
            )
        finally:
            if is_within_budget and not is_one_time:
                self._claims.give_back(address)
        if isinstance(reply, messages.Claimed):
            self._metrics.count(Event.KEY_HANDED_OUT if is_one_time else Event.FALLBACK_HANDED_OUT)
        return reply

    async def put_prekeys(
        self, request: messages.PutPrekeys, address: DeviceAddress, device: int
    ) -> messages.Done:
        """Take signed prekeys of a signed-in device in; all of them or none.

        Raises:
            InvalidForm, InvalidProof: one of them is wrong.
            Refused: TRY_LATER, also if the account's chain changed meanwhile.
        """
        account = await self._reader.read(
            functools.partial(account_rows.find_account, account_id=address.account)
        )
        assert account is not None  # it is signed in, and rows of accounts are never removed
        prekeys = await self._proofs.run(
            lambda: check_prekeys(
                request.prekeys, verify_chain(account.chain), self._clock.now_ms()
            )
        )

        def write(connection: Transaction) -> None:
            # A device that was revoked meanwhile must not leave keys to its successor.
            account_change_rows.check_head(connection, account.account, account.chain_head)
            prekey_rows.put(
                connection, device, prekeys, wipe=request.wipe, most_held=limits.ONE_TIME_KEYS_HELD
            )

        try:
            await self._writer.submit("put_prekeys", write, is_guarded=True)
        except AccountChanged:
            raise Refused(ErrorCode.TRY_LATER, CHANGED_RETRY_S) from None
        return messages.Done(request=request.request)

    def _spend_lookup(self, visitor: Visitor) -> None:
        if not self._lookups.take(visitor.address):
            raise Refused(ErrorCode.TOO_MANY_REQUESTS, self._lookups.retry_after_s(visitor.address))

    async def _answer_keys(
        self, request: int, find: Callable[[Transaction], AccountRow | None]
    ) -> messages.Reply:
        account, seal_pair = await self._reader.read(functools.partial(_find_keys, find))
        if account is None:
            return messages.AccountUnknown(request=request)
        if account.state is not AccountState.LIVE:
            return messages.AccountGone(request=request, chain=account.chain)
        # An expired pair is given all the same: only its owner's signature says that it expired.
        # None is there between a device's revoke and the first upload of its successor.
        return messages.KeysFound(request=request, chain=account.chain, seal_pair=seal_pair or b"")

    def _claim(
        self,
        request: int,
        address: DeviceAddress,
        connection: Transaction,
        *,
        is_within_budget: bool,
    ) -> tuple[messages.Reply, bool]:
        """Return the answer, and whether it is a one-time key."""
        account = account_rows.find_account(connection, address.account)
        if account is None:
            return messages.AccountUnknown(request=request), False
        if account.state is not AccountState.LIVE:
            return messages.AccountGone(request=request, chain=account.chain), False
        device = account_rows.find_live_device(connection, account.key, address.device)
        if device is None:
            return messages.AccountUnknown(request=request), False
        one_time = prekey_rows.take_one_time(connection, device) if is_within_budget else None
        if one_time is not None:
            return messages.Claimed(request=request, prekey=one_time), True
        fallback = prekey_rows.find_current(connection, device, PrekeyKind.FALLBACK)
        if fallback is None or fallback.expires_ms <= self._clock.now_ms():
            return _try_tomorrow(request), False
        return messages.Claimed(request=request, prekey=fallback.prekey), False


def _try_tomorrow(request: int) -> messages.RefusedReply:
    return messages.RefusedReply(
        request=request,
        code=ErrorCode.TRY_LATER,
        retry_after_ms=int(_NO_PREKEY_RETRY_S * 1000),
    )


def _find_keys(
    find: Callable[[Transaction], AccountRow | None], connection: Transaction
) -> tuple[AccountRow | None, bytes | None]:
    account = find(connection)
    if account is None or account.state is not AccountState.LIVE:
        return account, None
    device = account_rows.find_live_device(connection, account.key, STAGE_ONE_DEVICE)
    pair = (
        None
        if device is None
        else prekey_rows.find_current(connection, device, PrekeyKind.SEAL_PAIR)
    )
    return account, None if pair is None else pair.prekey
