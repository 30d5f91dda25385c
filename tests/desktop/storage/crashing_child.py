"""Plays one story in many forked processes and kills each at another step; prints what was left.

Started by test_crashes as a process of its own, because only a process without threads may fork.
The steps are what the audit hooks of Python see (files opened, renamed, removed) in the profile's
folder, every call of the keyring, and every SQL statement. No switch in the product is needed.
"""

import asyncio
import itertools
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path

import apsw
import pytest

from desktop.core.ports.profile import OpenProfile, SecretStore
from desktop.core.records import ProfileState
from desktop.crypto.recovery_code import RecoveryCode
from desktop.errors import KeyringEntryLost, WrongPassphrase
from desktop.storage.database import Database
from desktop.storage.profile_folder import LocalProfileFolder
from protocol.ids import EnvelopeId
from tests.desktop.storage.sample_rows import (
    CONVERSATION,
    KEY,
    ME,
    NOW_MS,
    Stores,
    content_id,
    encrypted,
    received,
)
from tests.helpers.quick_stretching import stretch_quickly

_FILE_EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod"}


class Steps:
    """Counts steps and kills the process before the chosen one."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._count = 0

    def __call__(self) -> None:
        self._count += 1
        if self._count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class FileKeyring:
    """A keyring that outlives its process: one file per entry."""

    def __init__(self, folder: Path, step: Callable[[], None]) -> None:
        self._folder = folder
        self._step = step
        folder.mkdir(exist_ok=True)

    def _file(self, service: str, username: str) -> Path:
        return self._folder / f"{service}@{username}"

    def get_password(self, service: str, username: str) -> str | None:
        file = self._file(service, username)
        return file.read_text() if file.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._step()
        self._file(service, username).write_text(password)
        self._step()

    def delete_password(self, service: str, username: str) -> None:
        self._step()
        self._file(service, username).unlink()
        self._step()

    @property
    def services(self) -> list[str]:
        """Services that have an entry."""
        return sorted({file.name.split("@")[0] for file in self._folder.iterdir()})

    @property
    def names(self) -> list[str]:
        """Names of the entries, whatever their service."""
        return sorted(file.name.split("@")[1] for file in self._folder.iterdir())


def watch_files(folder: Path, step: Callable[[], None]) -> None:
    """Count what happens to files below a folder."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in _FILE_EVENTS and str(folder) in str(arguments[0]):
            step()

    sys.addaudithook(hook)


def watch_statements(database: Database, step: Callable[[], None]) -> None:
    """Count SQL statements, and the moment within COMMIT before anything is durable."""

    def trace(cursor: object, statement: str, values: object) -> bool:
        step()
        return True

    def at_commit() -> bool:
        step()
        return False

    connection: apsw.Connection = database._connection
    connection.exec_trace = trace
    connection.set_commit_hook(at_commit)


def in_fork(story: Callable[[], Coroutine[object, object, str]]) -> str | None:
    """Run a story in a process of its own; returns what it says, None if it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = asyncio.run(story())
        except BaseException:  # noqa: BLE001 - told to the parent, then the process ends
            said = "failed: " + traceback.format_exc()
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else said


# ── stories of a profile folder ───────────────────────────────────────────────────────────────


def open_folder(root: Path, step: Callable[[], None]) -> tuple[LocalProfileFolder, FileKeyring]:
    keyring = FileKeyring(root / "keyring", step)
    folder = LocalProfileFolder(root / "profile", random=os.urandom, find_backend=lambda: keyring)
    return folder, keyring


def passphrase(kind: str) -> str | None:
    return "a passphrase" if kind.endswith("vault") else None


async def create(root: Path, kind: str, step: Steps) -> str:
    folder, _ = open_folder(root, step)
    watch_files(root / "profile", step)
    profile = await folder.create(vault_passphrase=passphrase(kind))
    await profile.contacts.load_all()
    return "whole"


async def erase(root: Path, kind: str, step: Steps) -> str:
    folder, _ = open_folder(root, step)
    await folder.find_state()
    watch_files(root / "profile", step)
    await folder.erase()
    return "whole"


async def prepare_profile(root: Path, kind: str) -> str:
    folder, _ = open_folder(root, lambda: None)
    profile = await folder.create(vault_passphrase=passphrase(kind))
    await Stores(profile._database).add_account()
    await profile.secrets.save("identity", "primes")
    await folder.release()
    return "ready"


async def look_at_profile(root: Path, kind: str) -> str:
    """A new start after the crash: what is there, and does it work."""
    folder, keyring = open_folder(root, lambda: None)
    state = await folder.find_state()
    if state is ProfileState.EMPTY:
        profile = await folder.create(vault_passphrase=passphrase(kind))
    else:
        profile = await folder.open(vault_passphrase=passphrase(kind))
    await profile.contacts.load_all()
    has_account = await profile.keys.find_account() is not None
    has_identity = await profile.secrets.find("identity") is not None
    await folder.release()
    entries = len(keyring.services)
    files = sorted(file.name for file in (root / "profile").iterdir())
    return json.dumps([state.value, has_account, has_identity, entries, files])


# ── stories of what opens a profile ───────────────────────────────────────────────────────────

OLD_CODE = RecoveryCode.generate(lambda size: b"o" * size)
NEW_CODE = RecoveryCode.generate(lambda size: b"n" * size)
OLD, NEW = "the old password", "the new password"


async def prepare_slots(root: Path, kind: str) -> str:
    """A profile with a code; with the lock on where the story changes or loses the password."""
    folder, keyring = open_folder(root, lambda: None)
    profile = await folder.create(vault_passphrase=None)
    await Stores(profile._database).add_account()
    await profile.secrets.save("identity", "primes")
    await folder.access.put_recovery_code(OLD_CODE, is_kept=True)
    if kind in {"slots unlock", "slots password", "slots refused"}:
        await folder.access.put(OLD)
    await folder.release()
    if kind == "slots wiped":
        for service in keyring.services:
            for file in (root / "keyring").glob(f"{service}@*"):
                file.unlink()
    return "ready"


async def change_slots(root: Path, kind: str, step: Steps) -> str:
    folder, _ = open_folder(root, step)
    await folder.find_state()
    watch_files(root / "profile", step)
    if kind == "slots wiped":
        await folder.open_with_code(OLD_CODE)
        return "whole"
    await folder.open(password=OLD)
    match kind:
        case "slots lock":
            await folder.access.put(NEW)
        case "slots unlock" | "slots rotate":
            await folder.access.put(None)
        case "slots password" | "slots refused":
            await folder.access.offer(NEW)
            await folder.access.settle(takes_offer=kind == "slots password")
        case "slots renew":
            await folder.renew_store(NEW_CODE, password=None, move=move_identity)
        case "slots code":
            await folder.access.put_recovery_code(NEW_CODE, is_kept=False)
            await folder.access.put_recovery_code(NEW_CODE, is_kept=True)
    return "whole"


async def move_identity(old: bytes, secrets: SecretStore, copy: OpenProfile) -> dict[str, str]:
    """Stand in for the core."""
    return {"identity": await secrets.find("identity") or ""}


async def look_at_slots(root: Path, kind: str) -> str:
    """A new start: which ways open it, and is everything still there?"""
    folder, keyring = open_folder(root, lambda: None)
    state = (await folder.find_state()).value
    ways: list[str] = []
    for name, password in (("old", OLD), ("new", NEW)):
        if not ways or state == "locked":
            try:
                profile = await folder.open(password=password)
            except (WrongPassphrase, KeyringEntryLost):
                continue
            ways.append(name)
            await profile.close()
    codes: list[str] = []
    for name, code in (("old", OLD_CODE), ("new", NEW_CODE)):
        try:
            codes.append(name) if await folder._slots.open_recovery(code) else None
        except WrongPassphrase:
            continue
    if not ways:
        await folder.open_with_code(OLD_CODE)
        ways.append("code")
    else:
        await folder.open(password={"old": OLD, "new": NEW}[ways[0]])
    profile = folder._get_open()
    assert await profile.keys.find_account() is not None
    has_identity = await profile.secrets.find("identity") is not None
    await folder.release()
    secrets = [name for name in keyring.names if name.startswith("secret")]
    assert len([name for name in keyring.names if name.startswith("identity")]) <= 1
    files = sorted(file.name for file in (root / "profile").iterdir())
    return json.dumps([state, ways, codes, has_identity, len(secrets), files])


# ── stories of the stores ─────────────────────────────────────────────────────────────────────


async def open_stores(root: Path) -> Stores:
    return Stores(await Database.open(root / "history.db", KEY))


async def prepare_stores(root: Path, kind: str) -> str:
    stores = Stores(await Database.create(root / "history.db", KEY))
    await stores.add_account()
    contact = (await stores.add_contact()).record.id
    await stores.queue(contact, 1, "own")
    if kind == "accepted":
        await stores.encrypt(contact, 1)
    await stores.database.close()
    return "ready"


async def commit(stores: Stores, kind: str) -> None:
    contact = (await stores.contacts.load_all())[0].record.id
    if kind == "received":
        content = received(
            contact,
            seq=1,
            envelope_id=50,
            olm_pickle=b"olm 2",
            wants_receipt=True,
            delivery_key=b"D" * 32,
            delivered_ids=(content_id(1),),
        )
        await stores.history.commit_received(content)
        return
    for row in await stores.outbox.load_work(contact, limit=9):
        if kind == "encrypted" and not row.envelope:
            await stores.outbox.commit_encrypted(encrypted(row.id, 1))
        if kind == "accepted":
            await stores.outbox.commit_accepted(row.id, EnvelopeId(40), now_ms=NOW_MS)


async def commit_and_die(root: Path, kind: str, step: Steps) -> str:
    stores = await open_stores(root)
    watch_statements(stores.database, step)
    await commit(stores, kind)
    step()
    return "whole"


async def picture(stores: Stores) -> list[object]:
    """Everything that one commit may change."""
    contact = (await stores.contacts.load_all())[0]
    number = contact.record.id
    page = await stores.history.load_page(number, before=None, limit=99)
    work = await stores.outbox.load_work(number, limit=99)
    return [
        [[message.text, message.state.value, message.position.place] for message in page],
        [[row.state.value, row.envelope.decode()] for row in work],
        (await stores.history.find_stream(ME, CONVERSATION)).seq,
        [row.pickle.decode() for row in await stores.keys.load_sessions(encrypted(0, 0).peer)],
        (await stores.keys.load_olm_account()).decode(),
        await stores.history.load_unacknowledged(),
        await stores.outbox.load_contacts_with_due_receipts(),
        [contact.gave_key, contact.delivery_key.hex()],
    ]


async def look_at_stores(root: Path, kind: str) -> str:
    """After the crash, and after the same commit again: the envelope or the answer comes again."""
    stores = await open_stores(root)
    first = await picture(stores)
    await commit(stores, kind)
    second = await picture(stores)
    await commit(stores, kind)
    third = await picture(stores)
    await stores.database.close()
    return json.dumps([first, second, third])


def main() -> None:
    """Print one line of JSON for each step at which the story was killed, and one for the whole.

    Arguments: the story, an empty folder, and 1 for every step, 2 for every other, and so on.
    """
    stretch_quickly(pytest.MonkeyPatch())
    kind = sys.argv[1]
    prepare, story, look = {
        "create": (prepare_profile, create, look_at_profile),
        "erase": (prepare_profile, erase, look_at_profile),
        "slots": (prepare_slots, change_slots, look_at_slots),
    }.get(kind.split()[0], (prepare_stores, commit_and_die, look_at_stores))
    prepared, root = Path(sys.argv[2]) / "prepared", Path(sys.argv[2]) / "root"
    prepared.mkdir()
    if not kind.startswith("create"):
        assert in_fork(lambda: prepare(prepared, kind)) == "ready"
    said: str | None = None
    for fatal in itertools.count(1, int(sys.argv[3])):
        shutil.copytree(prepared, root)
        steps = Steps(fatal)
        said = in_fork(partial(story, root, kind, steps))
        left = in_fork(partial(look, root, kind))
        print(json.dumps({"killed_at": fatal, "said": said, "left": left}), flush=True)
        shutil.rmtree(root)
        if said is not None:
            break


if __name__ == "__main__":
    main()
