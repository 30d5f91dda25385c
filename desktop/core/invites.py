"""Invites: made for one person each, opened to meet somebody without trusting the relay (P9)."""

import asyncio
from typing import Final

from desktop.core.account import OwnAccount
from desktop.core.contacts import ContactBook
from desktop.core.mailbox_keys import MailboxKeys
from desktop.core.ports.keys import KeyStore
from desktop.core.ports.runtime import Clock
from desktop.core.records import InviteFound
from desktop.core.rows.peers import ContactRow
from desktop.crypto.invite import (
    HONOURED_FOR_MS,
    SECRET_BYTES,
    Invite,
    open_key,
    parse_link,
    proof,
    proof_holds,
)
from desktop.crypto.random_source import Random
from desktop.errors import NotYourself, RequestTimedOut
from protocol.ids import AccountId

PUBLISH_TIMEOUT_S: Final = 30.0
"""An invite is shown only once the relay knows its key; longer than that the relay is not there."""


class Invites:
    """Own invites and those of others."""

    def __init__(
        self,
        keys: KeyStore,
        *,
        account: OwnAccount,
        contacts: ContactBook,
        mailbox_keys: MailboxKeys,
        clock: Clock,
        random: Random,
    ) -> None:
        self._keys = keys
        self._account = account
        self._contacts = contacts
        self._mailbox_keys = mailbox_keys
        self._clock = clock
        self._random = random

    async def create(self) -> str:
        """Make an invite and return its link.

        Raises:
            RequestTimedOut: the relay did not learn its key in time; the invite is forgotten.
        """
        secret = self._random(SECRET_BYTES)
        await self._keys.add_invite(secret, now_ms=self._clock())
        try:
            async with asyncio.timeout(PUBLISH_TIMEOUT_S):
                await self._mailbox_keys.publish_now()
        except TimeoutError:
            await self._keys.drop_invite(secret)
            raise RequestTimedOut("the invite could not be published") from None
        row = self._account.row
        return Invite(
            address=row.relay_address,
            spki_hash=row.relay_pin,
            realm=row.realm,
            username=row.username,
            account=row.account,
            secret=secret,
        ).encode_link()

    def read(self, link: str) -> InviteFound:
        """Tell what an invite says. Raises InvalidForm, NotYourself."""
        invite = self._parse(link)
        return _describe(invite, is_other_relay=invite.realm != self._account.row.realm)

    def _parse(self, link: str) -> Invite:
        invite = parse_link(link)
        if invite.account == self._account.address.account:
            raise NotYourself
        return invite

    async def open(self, link: str) -> ContactRow:
        """Pin the account of an invite; see `Messenger.open_invite`."""
        invite = self._parse(link)
        return await self._contacts.start_by_invite(
            invite.username,
            invite.account,
            open_key=open_key(invite.secret),
            proof=proof(invite.secret, self._account.address.account),
        )

    async def find_by_proof(self, account: AccountId, claimed: bytes) -> bytes:
        """Return the secret of our invite whose proof by an account this is, empty if none is.

        A proof is honoured once, within 37 days.
        """
        for own in await self._keys.load_invites():
            is_open = own.used_by in {None, account} and (
                self._clock() < own.made_ms + HONOURED_FOR_MS
            )
            if is_open and proof_holds(claimed, secret=own.secret, sender_account=account):
                return own.secret
        return b""


def read_first_invite(link: str) -> InviteFound:
    """Tell what an invite says while there is no account yet. Raises InvalidForm."""
    return _describe(parse_link(link), is_other_relay=False)


def _describe(invite: Invite, *, is_other_relay: bool) -> InviteFound:
    return InviteFound(
        username=invite.username,
        account=invite.account,
        relay_address=invite.address,
        is_other_relay=is_other_relay,
    )
