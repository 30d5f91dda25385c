"""An envelope is made once, committed with its ratchet step, and by keys that verify alone."""

from pathlib import Path

import pytest

from desktop.core.contacts import AccountClosed, RecipientKeys
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.sent import OutboxRow, OutboxState
from desktop.errors import AuthenticationFailed, DiskFull
from protocol.content import CONTENT_VERSION, ContentKind
from protocol.ids import ContentId, DeviceAddress
from tests.helpers.parties import Party, play


async def queued(sender: Party, recipient: Party) -> tuple[OutboxRow, RecipientKeys, ContactRow]:
    """Put a text into the sender's outbox; returns what its envelope is made of."""
    contact = await sender.contacts.start_chat(recipient.account.row.username)
    await sender.profile.outbox.queue_text(
        contact.record.id,
        content_id=ContentId(sender.random(16)),
        text="hello",
        kind=ContentKind.TEXT,
        version=CONTENT_VERSION,
        data=b"hello",
        now_ms=sender.relay.now_ms(),
    )
    rows = await sender.profile.outbox.load_work(contact.record.id, limit=9)
    return rows[-1], await sender.contacts.recipient_keys(contact), contact


async def stored(sender: Party, row: OutboxRow) -> OutboxRow:
    rows = await sender.profile.outbox.load_work(row.contact, limit=9)
    return next(one for one in rows if one.id == row.id)


def test_envelope_and_ratchet_step_are_committed_together(tmp_path: Path) -> None:
    async def story(alice: Party, bob: Party) -> None:
        maker = alice.outbox._maker
        for count in (1, 2):
            row, recipient, contact = await queued(alice, bob)
            assert maker.is_to_be_made(row)

            await maker.make(row, recipient, contact)

            made = await stored(alice, row)
            assert made.state is OutboxState.ENCRYPTED
            assert not maker.is_to_be_made(made)
            # Both on one session: the second needs no key of the relay's.
            (session,) = await alice.profile.keys.load_sessions(bob.account.address)
            assert session.sent_count == count
            received = await bob.take(made.envelope)
            assert received is not None
            assert received.text == "hello"

    play(tmp_path, story, "alice", "bob")


def test_nothing_is_kept_of_an_envelope_that_is_not_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FT-06: the ratchet step is gone with it."""

    async def story(alice: Party, bob: Party) -> None:
        row, recipient, contact = await queued(alice, bob)

        async def full_disk(_encrypted: object) -> None:
            raise DiskFull

        with monkeypatch.context() as patch:
            patch.setattr(alice.profile.outbox, "commit_encrypted", full_disk)
            with pytest.raises(DiskFull):
                await alice.outbox._maker.make(row, recipient, contact)

        assert await stored(alice, row) == row
        assert await alice.profile.keys.load_sessions(bob.account.address) == []

    play(tmp_path, story, "alice", "bob")


def test_key_that_is_not_theirs_begins_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PR-11: neither somebody else's key, nor none."""

    async def story(alice: Party, bob: Party, carol: Party) -> None:
        row, recipient, contact = await queued(alice, bob)
        for key, verdict in (
            (alice.relay.claim(carol.account.address), AuthenticationFailed),
            (b"no key", AuthenticationFailed),
            (None, AccountClosed),
        ):

            async def claim(_peer: DeviceAddress, key: bytes | None = key) -> bytes | None:
                return key

            with monkeypatch.context() as patch:
                patch.setattr(alice.client, "claim_prekey", claim)
                with pytest.raises(verdict):
                    await alice.outbox._maker.make(row, recipient, contact)
        assert await stored(alice, row) == row
        assert await alice.profile.keys.load_sessions(bob.account.address) == []

    play(tmp_path, story, "alice", "bob", "carol")
