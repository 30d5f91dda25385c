"""A server that is not installed fails the measurement with what to install."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.failure import MeasurementFailed
from benchmarks.servers import ejabberd as ejabberd_server
from benchmarks.systems.standing import Load
from benchmarks.systems.xmpp import XmppSystem, ejabberd_system, prosody_system


@pytest.mark.parametrize("system", [ejabberd_system(), prosody_system()], ids=lambda one: one.name)
def test_missing_server_fails(
    system: XmppSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ejabberd_server, "_LIBRARIES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    async def story() -> None:
        async with system.standing(tmp_path, Load(pairs=1)):
            pass

    with pytest.raises(MeasurementFailed, match=rf"apt-get install {system.name}"):
        asyncio.run(story())
