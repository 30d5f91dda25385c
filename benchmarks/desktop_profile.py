"""`python -m benchmarks.desktop_profile`: a registered account with a long history, for the app.

Run in the session whose keyring shall have the keys; the account is then at the session's relay.
"""

import argparse
import asyncio
import os
from pathlib import Path
from typing import Final

from benchmarks.generated_history import OWN_NAME, PASSWORD, fill_history, install_profile
from desktop.assembly import assemble_engine
from desktop.config import DEFAULT_PROFILE, find_paths, write_settings
from desktop.headless.account_session import AccountSession
from desktop.headless.commands import register
from desktop.storage.profile_folder import DATABASE_FILE, LocalProfileFolder

CHATS: Final = 500
LAST_CHAT: Final = 1
"""The contact with most messages."""


async def make_profile(data_dir: Path, messages: int, relay_url: str) -> None:
    """Register the account as anybody does, and fill in its history."""
    path = find_paths(data_dir).profile_dir(DEFAULT_PROFILE)
    async with assemble_engine(path, relay_address=relay_url) as (engine, _spawn):
        await register(
            AccountSession(engine),
            name=OWN_NAME,
            password=PASSWORD,
            relay_address=relay_url,
            takes_over=False,
            vault_passphrase=None,
        )
        await engine.keep_recovery_code(" ".join(await engine.make_recovery_code()))
    folder = LocalProfileFolder(path, random=os.urandom)
    profile = await folder.open(vault_passphrase=None)
    await fill_history(profile, path / DATABASE_FILE, messages, CHATS)
    await folder.release()
    _choose_chat(data_dir)


async def copy_profile(data_dir: Path, messages: int, relay_url: str) -> None:
    """Take a history that was made before; its account is at no relay."""
    path = find_paths(data_dir).profile_dir(DEFAULT_PROFILE)
    await install_profile(path, messages, CHATS)
    async with assemble_engine(path, relay_address=relay_url) as (engine, _spawn):
        await AccountSession(engine).open(None)
        await engine.keep_recovery_code(" ".join(await engine.make_recovery_code()))
    _choose_chat(data_dir)


def _choose_chat(data_dir: Path) -> None:
    settings = find_paths(data_dir).settings_file(DEFAULT_PROFILE)
    write_settings(settings, {"version": 1, "theme": "light", "last_chat": LAST_CHAT})


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("messages", type=int)
    parser.add_argument("relay")
    parser.add_argument("--copy", action="store_true", help="take the history of make_history")
    options = parser.parse_args()
    make = copy_profile if options.copy else make_profile
    asyncio.run(make(options.data_dir, options.messages, options.relay))


if __name__ == "__main__":
    main()
