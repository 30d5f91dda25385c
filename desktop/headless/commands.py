"""The commands that do one thing and leave: register, send, accept."""

from functools import partial

from desktop.core.messenger import Messenger
from desktop.core.records import (
    ContactRecord,
    ConversationRecord,
    MessageRecord,
    ProfileRecord,
    ProfileState,
    Relation,
)
from desktop.headless.account_session import AccountSession
from desktop.headless.failures import NoContact, NoRequest, OtherAccount
from desktop.headless.json_lines import Line, message_fields
from protocol.ids import parse_username


async def register(
    session: AccountSession,
    *,
    name: str,
    password: str,
    relay_address: str,
    takes_over: bool,
    vault_passphrase: str | None,
    code: str = "",
) -> Line:
    """Make an account, or sign in to one, and wait until it is online.

    A profile that has the account of that name already is only opened.

    Returns:
        The line to write.

    Raises:
        OtherAccount: the profile has an account of another name.
        NotAdmitted: the server does not take the account.
        As `Messenger.create_account`.
    """
    username = parse_username(name)
    profile = await _find_account(session.messenger, vault_passphrase)
    if profile is None:
        messenger = session.messenger
        # Whoever takes an account over needs no code.
        take = messenger.sign_in if takes_over else partial(messenger.create_account, code=code)
        profile = await take(
            relay_address=relay_address,
            name=username,
            password=password,
            vault_passphrase=vault_passphrase,
            progress=_ignore,
        )
    if profile.username != username:
        raise OtherAccount
    await session.until_online()
    return {"event": "registered", "name": profile.username, "relay": profile.relay_address}


async def send(session: AccountSession, *, name: str, text: str) -> Line:
    """Send a text on an open account, and wait until the server holds it.

    Returns:
        The line to write.

    Raises:
        NotSent, NotAdmitted: it cannot leave; the message stays in the history.
        As `Messenger.start_chat`, `Messenger.send_text`.
    """
    message = await session.until_sent(await queue_text(session.messenger, name, text))
    return {"event": "sent", "name": parse_username(name), **message_fields(message)}


async def accept(session: AccountSession, *, name: str) -> Line:
    """Accept a request on an open account, and wait until the server has what that sends.

    Returns:
        The line to write.

    Raises:
        NoRequest: nobody of that name asks to write.
        NotAdmitted: the server does not take the account.
    """
    await session.until_online()
    await accept_request(session.messenger, name)
    await session.until_all_left()
    return {"event": "accepted", "name": parse_username(name)}


async def queue_text(messenger: Messenger, person: str | int, text: str) -> MessageRecord:
    """Commit a text to the outbox; somebody new is looked up first.

    Args:
        messenger: An open account.
        person: To whom: a username, or the number of a contact.
        text: What to say.

    Raises:
        NoContact: no contact has that number.
        As `Messenger.start_chat`, `Messenger.send_text`.
    """
    found = await _find_conversation(messenger, person)
    if found is None or not _is_meant(found.contact, person):
        # Whoever only claims the name does not get what is meant for its owner.
        found = await messenger.start_chat(str(person))
    return await messenger.send_text(found.contact.id, text)


async def accept_request(messenger: Messenger, person: str | int) -> ContactRecord:
    """Accept a request.

    Args:
        messenger: An open account.
        person: Whose: a username, or the number of a contact. A name that is only claimed so far
            is looked up.

    Returns:
        The person as it was.

    Raises:
        NoRequest: nobody of that name asks to write.
        NoContact: no contact has that number.
        NetworkError, Refused: the name could not be looked up.
    """
    found = await _find_conversation(messenger, person)
    if found is None or found.contact.relation is not Relation.REQUEST:
        raise NoRequest
    contact = found.contact
    if not _is_meant(contact, person):
        owner = await messenger.look_up(contact.username)
        if owner.account != contact.account:
            raise NoRequest
    await messenger.accept(contact.id)
    return contact


def _is_meant(contact: ContactRecord, person: str | int) -> bool:
    return isinstance(person, int) or contact.is_name_confirmed


async def _find_account(messenger: Messenger, vault_passphrase: str | None) -> ProfileRecord | None:
    if await messenger.find_profile_state() is ProfileState.EMPTY:
        return None
    return await messenger.open_profile(
        vault_passphrase=vault_passphrase, password=vault_passphrase
    )


async def _find_conversation(messenger: Messenger, person: str | int) -> ConversationRecord | None:
    conversations = await messenger.load_conversations()
    if isinstance(person, int):
        numbered = [one for one in conversations if one.contact.id == person]
        if not numbered:
            raise NoContact
        return numbered[0]
    username = parse_username(person)
    named = [one for one in conversations if one.contact.username == username]
    # Of several who claim a name, at most one has it.
    return min(named, key=lambda one: not one.contact.is_name_confirmed, default=None)


def _ignore(step: str) -> None:
    """Nobody watches the progress."""
