"""The town in which every story begins, and people without a messenger, made once for a run."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.story import make_town
from tests.helpers.people import Person, make_person
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A relay with two registered people who accepted each other, all stopped."""
    folder = tmp_path_factory.mktemp("town")
    asyncio.run(make_town(folder))
    return folder


@pytest.fixture(scope="session")
def people(rsa_pool: RsaPool) -> list[Person]:
    """Two people who have keys and are registered nowhere."""
    names = ("alice", "bob")
    return [make_person(name, rsa_pool, number=number) for number, name in enumerate(names)]
