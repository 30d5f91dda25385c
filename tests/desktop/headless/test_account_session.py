"""Waiting for the connection and for a message to leave."""

import asyncio

import pytest

from desktop.core.records import (
    ConnectionState,
    ConnectionTrouble,
    DeliveryState,
    FailureReason,
    ProfileState,
)
from desktop.headless.account_session import AccountSession
from desktop.headless.failures import NoAccount, NotAdmitted, NotSent
from tests.helpers.fake_messenger import FakeMessenger
from tests.helpers.messengers import run


def test_profile_without_an_account_does_not_open() -> None:
    messenger = FakeMessenger()

    with pytest.raises(NoAccount):
        run(AccountSession(messenger).open("passphrase"))
    messenger.profile_state = ProfileState.VAULT
    run(AccountSession(messenger).open("passphrase"))
    assert messenger.calls[-1] == ("open_profile", "passphrase")


def test_online_is_waited_for() -> None:
    messenger = FakeMessenger()

    async def story() -> None:
        session = AccountSession(messenger)
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(session.until_online())
            await asyncio.sleep(0)
            messenger.connect(ConnectionState.CATCHING_UP)
            await asyncio.sleep(0)
            assert not waiting.done()
            messenger.connect()

    run(story())


def test_server_that_refuses_ends_the_waiting() -> None:
    messenger = FakeMessenger()
    session = AccountSession(messenger)
    messenger.connect(ConnectionState.REFUSED, ConnectionTrouble.SIGN_IN_FAILED)
    with pytest.raises(NotAdmitted) as refused:
        run(session.until_online())
    assert refused.value.trouble is ConnectionTrouble.SIGN_IN_FAILED


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DELIVERED])
def test_message_is_waited_for_until_the_server_has_it(state: DeliveryState) -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")

    async def story() -> None:
        session = AccountSession(messenger)
        message = await messenger.send_text(bob, "hello")
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(session.until_sent(message))
            await asyncio.sleep(0)
            assert not waiting.done()
            changed = messenger.change_message(message, state)
        assert waiting.result() == changed

    run(story())


def test_message_that_cannot_be_sent_ends_the_waiting() -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")

    async def story() -> None:
        session = AccountSession(messenger)
        message = await messenger.send_text(bob, "hello")
        messenger.change_message(message, DeliveryState.FAILED, FailureReason.MAILBOX_FULL)
        await session.until_sent(message)

    with pytest.raises(NotSent) as failed:
        run(story())
    assert failed.value.reason is FailureReason.MAILBOX_FULL


def test_everything_has_left_once_nothing_waits() -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")

    async def story() -> None:
        message = await messenger.send_text(bob, "hello")
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(AccountSession(messenger).until_all_left())
            await asyncio.sleep(0)
            assert not waiting.done()
            messenger.change_message(message, DeliveryState.SENT)

    run(story())
