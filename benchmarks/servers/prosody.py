"""Debian's Prosody as a measured process: internal storage, plain passwords, its own data."""

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

_SETTINGS: Final = """
run_as_root = true
daemonize = false
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
certificates = "{folder}"
log = {{ {{ levels = {{ min = "error" }}, to = "console" }} }}
network_backend = "epoll"
network_settings = {{ tcp_backlog = 1024 }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_plain"
storage = "internal"
modules_enabled = {{ "saslauth"; "offline"; "smacks" }}
modules_disabled = {{ "s2s"; "tls"; "posix" }}
smacks_hibernation_time = 0
smacks_max_unacked_stanzas = 0
VirtualHost "{domain}"
"""


@contextlib.asynccontextmanager
async def prosody(folder: Path, names: Iterable[str]) -> AsyncIterator[tuple[PinnedProcess, int]]:
    """Provide a Prosody with accounts, and end it afterwards; as `ejabberd.ejabberd`.

    Raises:
        MeasurementFailed: it is not installed, or does not start.
    """
    program = shutil.which("prosody")
    if program is None:
        raise MeasurementFailed("Prosody is not installed: apt-get install prosody")
    port = free_port()
    settings = folder / "prosody.cfg.lua"
    settings.write_text(_SETTINGS.format(domain=DOMAIN, port=port, folder=folder), "utf-8")
    accounts = folder / "data" / DOMAIN / "accounts"
    accounts.mkdir(parents=True)
    for name in names:
        (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{PASSWORD}" }};', "utf-8")
    process = PinnedProcess(
        [program, "--config", str(settings), "-F"],
        folder=folder,
        environment=os.environ,
        log=folder / "output.log",
    )
    try:
        await process.accepting(port)
        yield process, port
    finally:
        process.end()
