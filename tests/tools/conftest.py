"""A checkout in a temporary folder, with the real tools and programs that only pretend."""

import shutil
import sys
from pathlib import Path

import pytest

from tools.devkit.places import Places, this_checkout

PRETENDED_RELAY = '''
"""Listens and says so, as the relay does; leaves its and its keeper's process ids."""
import asyncio, os, pathlib, signal, sys

async def serve():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    host, port = sys.argv[sys.argv.index("--listen") + 1].split(":")
    async with await asyncio.start_server(lambda reader, writer: writer.close(), host, int(port)):
        pathlib.Path("pid.new").write_text(f"{os.getpid()} {os.getppid()}")
        os.replace("pid.new", "relay.pid")
        print(f"listening on ws://{host}:{port}", flush=True)
        await stop.wait()

asyncio.run(serve())
'''


@pytest.fixture
def checkout(tmp_path: Path) -> Places:
    """Return a checkout whose environment is this one's and is taken for current."""
    real = this_checkout()
    for folder in ("tools", "requirements"):
        shutil.copytree(real.root / folder, tmp_path / folder)
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    relay = tmp_path / "server"
    relay.mkdir()
    (relay / "__main__.py").write_text(PRETENDED_RELAY, encoding="utf-8")
    return Places(tmp_path)
