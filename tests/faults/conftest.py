"""The town in which every story begins, made once for a run."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.story import make_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A relay with two registered people who accepted each other, all stopped."""
    folder = tmp_path_factory.mktemp("town")
    asyncio.run(make_town(folder))
    return folder
