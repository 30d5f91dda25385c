"""Tests of this folder may be coroutines; each has a loop and an encrypted database of its own."""

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.storage.database import Database
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.desktop.storage.sample_rows import KEY, Stores
from tests.helpers.keyring_session import KeyringSession, keyring_session
from tests.helpers.quick_stretching import quick_stretching

__all__ = ["quick_stretching"]


@pytest.fixture(autouse=True)
def _quick_passwords(quick_stretching: None) -> None:
    """Every slot that a password opens is made and tried several times in a test."""


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in names if name in pyfuncitem.funcargs}
    runner = pyfuncitem.funcargs.get("runner")
    if isinstance(runner, asyncio.Runner):
        # What the fixtures made belongs to this loop.
        runner.run(pyfuncitem.obj(**arguments))
    else:
        asyncio.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture
def database(runner: asyncio.Runner, tmp_path: Path) -> Iterator[Database]:
    database = runner.run(Database.create(tmp_path / "history.db", KEY))
    yield database
    runner.run(database.close())


@pytest.fixture
def stores(database: Database) -> Stores:
    return Stores(database)


@pytest.fixture
def backend() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringSession]:
    """Let the test, and the programs that it starts, live in a session of their own."""
    with keyring_session(tmp_path / "s") as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        yield session
