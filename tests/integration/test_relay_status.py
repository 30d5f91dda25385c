"""The figures of a real relay, and that what is deployed beside it asks for those that exist."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from protocol.messages import ConnectionKind
from server.command_line import build_parser
from server.config import Deadlines
from tests.helpers.people import REALM, make_person
from tests.helpers.relay_client import RelayLink, fake_envelope, make_account, signed_in
from tests.helpers.relay_parts import run
from tests.helpers.relay_process import RelayProcess
from tests.helpers.rsa_pool import RsaPool, rsa_pool

__all__ = ["rsa_pool"]

_DEPLOY = Path(__file__).parents[2] / "deploy"
AUTH = b"a" * 32


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        body = answer.read()
    assert isinstance(body, bytes)
    return body.decode()


def figures(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_figures_say_what_happened_and_name_nobody(tmp_path: Path, rsa_pool: RsaPool) -> None:
    """SV-18: no name, id or address on the page either, nor in a log of JSON."""
    bob = make_person("bob", rsa_pool, number=1)
    options = ["--realm", REALM, "--status-listen", "127.0.0.1:0"]
    options += ["--log-format", "json", "--log-level", "debug"]

    async def story(url: str, port: int) -> str:
        await make_account(url, bob, auth=AUTH)
        async with RelayLink.open(url, ConnectionKind.SEND) as send:
            await send.store(bob.address, fake_envelope("one"))
        async with RelayLink.open(url, ConnectionKind.AUTH) as link:
            await link.login(bob, signature=bytes(64))
        async with signed_in(url, bob) as device:
            await device.deliveries()
            return get(port, "/metrics")

    with RelayProcess(tmp_path, options=options) as relay:
        (told,) = relay.log.read_text().splitlines()
        assert json.loads(told)["event"] == "status_listening"
        port = int(json.loads(told)["port"])
        assert get(port, "/healthz") == "alive\n"
        assert get(port, "/readyz") == "ready\n"
        text = run(story(relay.url, port))
        assert relay.terminate() == 0
        with pytest.raises(urllib.error.URLError):
            get(port, "/healthz")

    found = figures(text)
    assert found["securechat_relay_envelopes_accepted_total"] == 1
    assert found["securechat_relay_envelopes_delivered_total"] == 1
    assert found["securechat_relay_envelopes_held"] == 1
    assert found['securechat_relay_connections{kind="auth"}'] == 1
    assert found['securechat_relay_sign_ins_refused_total{reason="sign_in_failed"}'] == 1
    assert found["securechat_relay_commit_seconds_count"] >= 2
    assert found["securechat_relay_commit_seconds_sum"] > 0
    assert found["securechat_relay_signed_in"] == 1
    log = relay.log.read_text()
    assert json.loads(log.splitlines()[-1])["accounts_registered"] == "1"
    for name in ("bob", bob.address.account.hex(), "127.0.0.1"):
        assert name not in text
        assert name not in log
    names = {name.partition("{")[0] for name in found}
    asked = set(
        re.findall(r"securechat_relay_\w+", (_DEPLOY / "grafana-dashboard.json").read_text())
    )
    assert asked
    assert asked <= names


def test_dashboard_is_whole() -> None:
    panels = json.loads((_DEPLOY / "grafana-dashboard.json").read_text())["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])


def unit() -> dict[str, list[str]]:
    """Return name → values of the unit; what systemd says of it, `make ops-check` asks."""
    found: dict[str, list[str]] = {}
    for line in (_DEPLOY / "securechat-relay.service").read_text().splitlines():
        name, is_value, value = line.partition("=")
        if is_value and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_unit_runs_commands_that_the_relay_has() -> None:
    lines = unit()
    for name, command in (("ExecStartPre", "check-config"), ("ExecStart", "serve")):
        (line,) = lines[name]
        python, *arguments = line.split()
        assert python == "/opt/securechat/venv/bin/python"
        assert arguments[:2] == ["-m", "server"]
        options = build_parser().parse_args(arguments[2:])
        assert (options.command, options.config) == (command, "/etc/securechat/relay.toml")


def test_unit_gives_the_relay_nothing_beyond_its_port_and_its_folder() -> None:
    lines = unit()

    assert (lines["User"], lines["Type"]) == (["securechat"], ["notify"])
    for name, value in {
        "AmbientCapabilities": "CAP_NET_BIND_SERVICE",
        "CapabilityBoundingSet": "CAP_NET_BIND_SERVICE",
        "ProtectSystem": "strict",
        "ProtectProc": "invisible",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
        "StateDirectoryMode": "0700",
        "UMask": "0077",
        "LimitCORE": "0",
    }.items():
        assert lines[name] == [value]
    for name in (
        "NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectClock",
        "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables",
        "ProtectControlGroups", "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID",
        "LockPersonality", "MemoryDenyWriteExecute",
    ):  # fmt: skip
        assert lines[name] == ["yes"], name
    assert lines["SystemCallFilter"] == ["@system-service", "~@privileged @mount @debug"]
    # Longer than the relay takes to finish, so that systemd does not kill it.
    assert int(lines["TimeoutStopSec"][0]) > Deadlines().stopping_s + 2 * Deadlines().closing_s
