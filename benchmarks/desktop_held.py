"""`python -m benchmarks.desktop_held`: lets a relay hold messages for the measured profile."""

import argparse
import asyncio
from pathlib import Path
from typing import Final

from benchmarks.generated_history import OWN_NAME, PASSWORD
from desktop.assembly import assemble_engine
from desktop.config import DEFAULT_PROFILE, find_paths
from desktop.core.messenger import Messenger
from desktop.core.records import ContactId, Relation
from desktop.headless.account_session import LOOK_AGAIN_S, AccountSession
from desktop.headless.commands import queue_text, register

SENDER: Final = "sender"
LONGEST_MESSAGE_S: Final = 0.024
"""For each message, a few times what it takes: a trial ends, also on a busy machine."""


async def hold(data_dir: Path, relay_url: str, count: int) -> None:
    """Let somebody whom the profile knows write that many messages while it is away."""
    paths = find_paths(data_dir)
    async with assemble_engine(paths.profile_dir(SENDER), relay_address=relay_url) as (writing, _):
        sender = AccountSession(writing)
        await register(
            sender,
            name=SENDER,
            password=PASSWORD,
            relay_address=relay_url,
            takes_over=False,
            vault_passphrase=PASSWORD,
        )
        contact = await _meet(writing, paths.profile_dir(DEFAULT_PROFILE), relay_url)
        for number in range(count):
            await writing.send_text(contact, f"Held message {number}: the ferry leaves at seven.")
        await sender.until_all_left()


async def _meet(writing: Messenger, reader_dir: Path, relay_url: str) -> ContactId:
    greeting = await queue_text(writing, OWN_NAME, "Hello!")
    async with assemble_engine(reader_dir, relay_address=relay_url) as (reading, _):
        reader = AccountSession(reading)
        await reader.open(None)
        await reader.until_online()
        while not await _accept_sender(reading):  # noqa: ASYNC110 - events tell, this is shorter
            await asyncio.sleep(LOOK_AGAIN_S)
        await reader.until_all_left()
        while not await _is_accepted(writing, greeting.contact):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN_S)
    return greeting.contact


async def _accept_sender(messenger: Messenger) -> bool:
    for conversation in await messenger.load_conversations():
        if conversation.contact.username == SENDER:
            await messenger.accept(conversation.contact.id)
            return True
    return False


async def _is_accepted(messenger: Messenger, contact: ContactId) -> bool:
    conversations = await messenger.load_conversations()
    relations = {one.contact.id: one.contact.relation for one in conversations}
    return relations[contact] is Relation.ACCEPTED


async def _hold_in_time(data_dir: Path, relay_url: str, count: int) -> None:
    async with asyncio.timeout(longest_s(count)):
        await hold(data_dir, relay_url, count)


def longest_s(count: int) -> float:
    """Return after how many seconds it is given up that so many messages are held, or came in."""
    return 60 + count * LONGEST_MESSAGE_S


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("relay")
    parser.add_argument("count", type=int)
    options = parser.parse_args()
    asyncio.run(_hold_in_time(options.data_dir, options.relay, options.count))


if __name__ == "__main__":
    main()
