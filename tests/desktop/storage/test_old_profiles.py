"""Profiles of every released version open, with all that was in them."""

import os
import shutil
from pathlib import Path

import pytest

from desktop.config import VERSION
from desktop.core.records import DeliveryState, MessageKind, ProfileState
from desktop.core.rows.own_keys import Registration
from desktop.core.rows.sent import OutboxState
from desktop.storage.open_profile import LocalOpenProfile
from desktop.storage.profile_folder import LocalProfileFolder
from tests.data.record_profile import PASSPHRASE, PROFILES, record
from tests.desktop.storage.sample_rows import BOB, CAROL, CONVERSATION, ME

VERSIONS = sorted(folder.name for folder in PROFILES.iterdir())


@pytest.fixture
def quick_stretching() -> None:
    """Stretch passwords as they were stretched when the profiles were written."""


async def check(profile: LocalOpenProfile) -> None:
    """Look at everything that `record` put into a profile."""
    account = await profile.keys.find_account()
    assert account is not None
    assert (account.username, account.registration) == ("alice", Registration.DONE)
    assert (account.newest_issued, account.newest_acknowledged) == (90, 80)
    assert await profile.keys.load_olm_account() == b"olm account 1"
    assert [pair.key_id for pair in await profile.keys.load_seal_pairs()] == [b"seal-one"]
    assert len(await profile.secrets.find("identity") or "") == 128
    assert len(await profile.keys.load_sessions(BOB)) == 1

    bob, carol = await profile.contacts.load_all()
    assert (bob.delivery_key, bob.delivery_key_seq) == (b"D" * 32, 3)
    assert (bob.record.account, carol.record.account) == (BOB.account, CAROL.account)

    page = await profile.history.load_page(bob.record.id, before=None, limit=99)
    assert [(message.text, message.state) for message in page] == [
        ("own 1", DeliveryState.DELIVERED),
        ("own 2", DeliveryState.SENT),
        ("message 1", DeliveryState.RECEIVED),
        ("message 2", DeliveryState.RECEIVED),
        ("message 3", DeliveryState.RECEIVED),
        ("own 3", DeliveryState.FAILED),
        ("own 4", DeliveryState.WAITING),
        ("own 5", DeliveryState.WAITING),
    ]
    shown = await profile.history.load_page(carol.record.id, before=None, limit=99)
    assert [(message.kind, message.text) for message in shown] == [
        (MessageKind.NEEDS_NEWER, ""),
        (MessageKind.TEXT, "שלום 👋"),
    ]
    conversations = await profile.history.load_conversations()
    assert {item.contact.username: item.unread_count for item in conversations} == {
        "bob": 0,
        "carol": 2,
    }
    work = await profile.outbox.load_work(bob.record.id, limit=99)
    assert [(row.state, row.envelope) for row in work] == [
        (OutboxState.ENCRYPTED, b"envelope 4"),
        (OutboxState.QUEUED, b""),
    ]
    assert await profile.outbox.load_contacts_with_due_receipts() == [bob.record.id]
    assert await profile.history.load_unacknowledged() == [22, 23, 30, 31]
    assert (await profile.history.find_stream(ME, CONVERSATION)).seq == 4


@pytest.mark.parametrize("version", VERSIONS)
async def test_profile_of_a_released_version_opens(version: str, tmp_path: Path) -> None:
    shutil.copytree(PROFILES / version, tmp_path / "profile")
    folder = LocalProfileFolder(tmp_path / "profile", random=os.urandom)

    assert await folder.find_state() is ProfileState.VAULT
    await check(await folder.open(vault_passphrase=PASSPHRASE))

    await folder.release()


async def test_profile_of_this_version_is_what_is_recorded(tmp_path: Path) -> None:
    """So that the check above is right before a version is released."""
    await record(tmp_path / "profile")
    folder = LocalProfileFolder(tmp_path / "profile", random=os.urandom)

    await check(await folder.open(vault_passphrase=PASSPHRASE))

    await folder.release()


def test_every_release_has_left_its_profile() -> None:
    assert {"0.1.0", VERSION} <= set(VERSIONS)
