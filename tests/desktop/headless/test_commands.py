"""Register, send and accept, asked of a messenger in memory."""

import asyncio

import pytest

from desktop.core.messenger import Messenger
from desktop.core.records import DeliveryState, ProfileState, Relation
from desktop.errors import MessageEmpty, UnknownPerson
from desktop.headless import commands
from desktop.headless.account_session import AccountSession
from desktop.headless.failures import NoContact, NoRequest, OtherAccount
from desktop.headless.json_lines import Line
from protocol.errors import InvalidForm
from protocol.messages import PresenceState
from tests.helpers.fake_messenger import OWN_NAME, RELAY, FakeMessenger
from tests.helpers.messengers import run


async def register(
    messenger: Messenger, name: str, *, takes_over: bool = False, code: str = ""
) -> Line:
    return await commands.register(
        AccountSession(messenger),
        name=name,
        password="a long password",
        relay_address=RELAY,
        takes_over=takes_over,
        vault_passphrase="passphrase",
        code=code,
    )


class OnlineMessenger(FakeMessenger):
    """Is online once somebody listens and something is asked."""

    async def _enter(self, name: str, *asked: object) -> None:
        await super()._enter(name, *asked)
        self.connect()


@pytest.mark.parametrize(("takes_over", "call"), [(False, "create_account"), (True, "sign_in")])
def test_account_is_made_with_the_vault(takes_over: bool, call: str) -> None:
    messenger = OnlineMessenger()
    line = run(register(messenger, " Echo", takes_over=takes_over))
    assert line == {"event": "registered", "name": "echo", "relay": RELAY}
    assert (call, RELAY, "echo", "a long password", "passphrase") in messenger.calls


def test_code_goes_with_a_new_account_alone() -> None:
    for takes_over, call in ((False, "create_account"), (True, "sign_in")):
        messenger = OnlineMessenger()
        run(register(messenger, "echo", takes_over=takes_over, code="the code"))
        typed = (call, RELAY, "echo", "a long password", "passphrase")
        assert (typed if takes_over else (*typed, "the code")) in messenger.calls


def test_account_that_is_there_is_only_opened() -> None:
    messenger = OnlineMessenger()
    messenger.profile_state = ProfileState.VAULT
    assert run(register(messenger, OWN_NAME))["name"] == OWN_NAME
    assert not any(call[0] == "create_account" for call in messenger.calls)
    with pytest.raises(OtherAccount):
        run(register(messenger, "somebody"))


def test_ill_formed_name_asks_nothing() -> None:
    messenger = OnlineMessenger()
    with pytest.raises(InvalidForm):
        run(register(messenger, "no name"))
    assert messenger.calls == []


def test_send_waits_until_the_server_has_it() -> None:
    messenger = FakeMessenger()
    bob = messenger.add_contact("bob")

    async def story() -> Line:
        session = AccountSession(messenger)
        queued = asyncio.Event()
        messenger.listen(lambda _event: queued.set())
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(commands.send(session, name="@Bob", text="hello"))
            await queued.wait()
            messages = await messenger.load_messages(bob)
            assert not sending.done()
            messenger.change_message(messages[0], DeliveryState.SENT)
        return sending.result()

    line = run(story())
    assert line["event"] == "sent"
    assert line["name"] == "bob"
    assert line["state"] == "sent"
    # Somebody known is not looked up, so that it works without the server.
    assert not any(call[0] == "start_chat" for call in messenger.calls)


def test_somebody_new_is_looked_up() -> None:
    messenger = FakeMessenger()
    messenger.people["bob"] = PresenceState.ONLINE
    message = run(commands.queue_text(messenger, "bob", "hello"))
    assert ("start_chat", "bob") in messenger.calls
    assert message.text == "hello"


def test_what_cannot_be_queued_is_told() -> None:
    messenger = FakeMessenger()
    messenger.add_contact("bob")
    with pytest.raises(MessageEmpty):
        run(commands.queue_text(messenger, "bob", " "))
    with pytest.raises(NoContact):
        run(commands.queue_text(messenger, 99, "hello"))
    messenger.faults["start_chat"] = UnknownPerson()
    with pytest.raises(UnknownPerson):
        run(commands.queue_text(messenger, "carol", "hello"))


def test_who_only_claims_a_name_does_not_get_what_is_for_its_owner() -> None:
    messenger = FakeMessenger()
    mallory = messenger.add_contact("bob", is_name_confirmed=False)
    run(commands.queue_text(messenger, "bob", "for bob"))
    assert ("start_chat", "bob") in messenger.calls
    run(commands.queue_text(messenger, mallory, "for whoever that is"))
    assert messenger.calls[-1] == ("send_text", mallory, "for whoever that is")


def test_request_is_accepted_by_name() -> None:
    messenger = OnlineMessenger()
    bob = messenger.add_contact("bob", relation=Relation.REQUEST)
    session = AccountSession(messenger)
    messenger.connect()
    line = run(commands.accept(session, name="bob"))
    assert line == {"event": "accepted", "name": "bob"}
    assert ("accept", bob) in messenger.calls


@pytest.mark.parametrize("relation", [Relation.ACCEPTED, Relation.ASKED, Relation.BLOCKED])
def test_only_a_request_can_be_accepted(relation: Relation) -> None:
    messenger = FakeMessenger()
    messenger.add_contact("bob", relation=relation)
    with pytest.raises(NoRequest):
        run(commands.accept_request(messenger, "bob"))
    with pytest.raises(NoRequest):
        run(commands.accept_request(messenger, "carol"))


def test_claimed_name_is_looked_up_before_accepting_it() -> None:
    messenger = FakeMessenger()
    mallory = messenger.add_contact("bob", is_name_confirmed=False, relation=Relation.REQUEST)
    messenger.people["bob"] = PresenceState.ONLINE
    # The owner of the name is another account than the one that asks.
    with pytest.raises(NoRequest):
        run(commands.accept_request(messenger, "bob"))
    assert ("accept", mallory) not in messenger.calls
    run(commands.accept_request(messenger, mallory))
    assert ("accept", mallory) in messenger.calls
