"""A bot that answers every text with the same text: `python examples/echo_bot.py --help`.

Everybody may write to it. Its history is its only memory: it writes nothing but answers, one for
each text in the order they came, so as many texts are answered as it wrote itself. Started again
at any point, it goes on from there and answers nothing twice.
"""

import argparse
import asyncio
import contextlib
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

# As a script of this checkout it finds the messenger beside its own folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from desktop.assembly import assemble_engine
from desktop.config import find_paths
from desktop.core.events import ConversationChanged, Event, MessageAdded
from desktop.core.messenger import Messenger
from desktop.core.records import ContactId, MessageKind, MessageRecord, Relation
from desktop.errors import AccountError
from desktop.headless.account_session import AccountSession
from desktop.headless.commands import register
from desktop.headless.failures import EXIT_OK, FAILURES, error_line, exit_code
from desktop.headless.options import read_secret
from desktop.logs import start_logging

PAGE = 200


class EchoBot:
    """Accepts and answers whoever writes.

    Attributes:
        messenger: Its account, which may be opened after the bot was made.
    """

    def __init__(self, messenger: Messenger) -> None:
        """Listen from now on."""
        self.messenger = messenger
        self._to_do: dict[ContactId, Relation | None] = {}
        self._news = asyncio.Event()
        messenger.listen(self._on_event)

    async def run(self) -> None:
        """Work off what came before and whatever comes, until cancelled."""
        for conversation in await self.messenger.load_conversations():
            self._note(conversation.contact.id, conversation.contact.relation)
        while True:
            while self._to_do:
                contact = next(iter(self._to_do))
                relation = self._to_do.pop(contact)
                # Blocked, or a key that changed: they wait until the bot may write again.
                with contextlib.suppress(AccountError):
                    if relation is Relation.REQUEST:
                        await self.messenger.accept(contact)
                    await self._answer(contact)
            self._news.clear()
            await self._news.wait()

    async def _answer(self, contact: ContactId) -> None:
        waiting = unanswered(await self._load_history(contact))
        for message in waiting:
            await self.messenger.send_text(contact, message.text)
        if waiting:
            await self.messenger.mark_read(contact)

    async def _load_history(self, contact: ContactId) -> list[MessageRecord]:
        history: list[MessageRecord] = []
        before = None
        while page := await self.messenger.load_messages(contact, before=before, limit=PAGE):
            history[:0] = page
            before = page[0].position
        return history

    def _on_event(self, event: Event) -> None:
        match event:
            case MessageAdded() if is_text(event.message):
                self._note(event.message.contact, None)
            case ConversationChanged() if event.conversation.contact.relation is Relation.REQUEST:
                self._note(event.conversation.contact.id, Relation.REQUEST)
            case _:
                pass

    def _note(self, contact: ContactId, relation: Relation | None) -> None:
        self._to_do[contact] = relation or self._to_do.get(contact)
        self._news.set()


def unanswered(history: Sequence[MessageRecord]) -> list[MessageRecord]:
    """Return the texts that have no answer yet, in the order in which they came."""
    texts = sorted(filter(is_text, history), key=lambda message: message.position.row)
    return texts[sum(message.is_own for message in history) :]


def is_text(message: MessageRecord) -> bool:
    """Tell whether a message is a text of somebody else."""
    return not message.is_own and message.kind is MessageKind.TEXT


def ensure_secret(file: Path) -> str:
    """Return the secret in a file; without the file a new one is made and written."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(secrets.token_urlsafe(32) + "\n")
    return read_secret(file)


async def serve(options: argparse.Namespace) -> int:
    """Open or make the bot's account and answer until SIGINT or SIGTERM."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers; there Ctrl+C interrupts.
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, ended.set)
    folder = options.data_dir.absolute()
    profile_dir = find_paths(folder).profile_dir("echo")
    code = EXIT_OK
    async with assemble_engine(profile_dir, relay_address=options.relay) as (engine, spawn):
        bot = EchoBot(engine)
        try:
            await register(
                AccountSession(engine),
                name=options.name,
                password=ensure_secret(folder / "password"),
                relay_address=options.relay,
                takes_over=False,
                vault_passphrase=ensure_secret(options.passphrase_file or folder / "passphrase"),
            )
        except FAILURES as error:
            print(error_line(error), file=sys.stderr)
            code = exit_code(error)
        else:
            print(f"ready: {options.name}", flush=True)
            spawn(bot.run(), "answers")
            await ended.wait()
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bot.

    Returns:
        0 after a signal, else an exit code of `securechat --headless`.
    """
    parser = argparse.ArgumentParser(description="A bot that answers every text with the text.")
    parser.add_argument("--relay", required=True, metavar="ADDRESS", help="its server")
    parser.add_argument("--data-dir", type=Path, required=True, metavar="DIR", help="all its files")
    parser.add_argument("--name", default="echo", help="its username (default: echo)")
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="opens its keys; made with a new passphrase if missing (default: in DIR)",
    )
    options = parser.parse_args(arguments)
    with start_logging(find_paths(options.data_dir).log_file("echo")):
        return asyncio.run(serve(options))


if __name__ == "__main__":
    sys.exit(main())
