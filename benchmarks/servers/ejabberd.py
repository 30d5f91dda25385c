"""Debian's ejabberd as a measured process: Mnesia, plain passwords, no shaper, its own spool."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Final

from benchmarks.failure import MeasurementFailed
from benchmarks.load.xmpp_ends import DOMAIN, PASSWORD
from benchmarks.servers.free_port import free_port
from benchmarks.servers.pinned_process import PinnedProcess

_LIBRARIES: Final = Path("/usr/lib")

_SETTINGS: Final = """
hosts: [{domain}]
loglevel: warning
auth_method: mnesia
auth_password_format: plain
s2s_access: none
shaper_rules:
  unbounded: none
  max_user_sessions: 10
  max_user_offline_messages: 1000000
listen:
  - {{port: {port}, ip: 127.0.0.1, module: ejabberd_c2s, shaper: none, backlog: 1024}}
modules:
  mod_offline: {{db_type: mnesia}}
  mod_stream_mgmt: {{resume_timeout: 0, max_ack_queue: infinity, ack_timeout: 300}}
"""


def _find_libraries() -> Path:
    """Return the folder that holds ejabberd's own code.

    Raises:
        MeasurementFailed: it is not installed.
    """
    for folder in sorted(_LIBRARIES.glob("*/ejabberd-*/ebin")):
        if (folder / "ejabberd.app").exists():
            return folder.parent.parent
    raise MeasurementFailed("ejabberd is not installed: apt-get install ejabberd")


@contextlib.asynccontextmanager
async def ejabberd(folder: Path, names: Iterable[str]) -> AsyncIterator[tuple[PinnedProcess, int]]:
    """Provide an ejabberd with accounts, and end it afterwards.

    It runs without Erlang's distribution, so that no other process of the computer knows of it.

    Args:
        folder: An empty folder for its files.
        names: Whose accounts there are.

    Returns:
        Its process and its port.

    Raises:
        MeasurementFailed: it is not installed, or does not start.
    """
    libraries = _find_libraries()
    if shutil.which("erl") is None:
        raise MeasurementFailed("Erlang is not installed: apt-get install erlang-base")
    port = free_port()
    settings = folder / "ejabberd.yml"
    settings.write_text(_SETTINGS.format(domain=DOMAIN, port=port), "utf-8")
    users = ",".join(f'<<"{name}">>' for name in names)
    register = (
        f'[ok = ejabberd_auth:try_register(User, <<"{DOMAIN}">>, <<"{PASSWORD}">>)'
        f' || User <- [{users}]], io:format("listening on xmpp://127.0.0.1:{port}~n").'
    )
    process = PinnedProcess(
        [
            *("erl", "-noinput", "+K", "true", "+P", "250000"),
            *("-mnesia", "dir", f'"{folder / "spool"}"'),
            *("-s", "ejabberd", "-eval", register),
        ],
        folder=folder,
        environment={
            **os.environ,
            "ERL_LIBS": str(libraries),
            "EJABBERD_CONFIG_PATH": str(settings),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
            "ERL_CRASH_DUMP_BYTES": "0",
            "HOME": str(folder),
        },
        log=folder / "output.log",
    )
    try:
        await process.listening()
        yield process, port
    finally:
        process.end()
