"""The figures of a real relay, and that what is deployed beside it asks for those that exist."""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from protocol.messages import ConnectionKind
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


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_unit_is_right(tmp_path: Path) -> None:
    unit = (_DEPLOY / "securechat-relay.service").read_text()
    unit = unit.replace("/opt/securechat/venv/bin/python", sys.executable)
    (tmp_path / "securechat-relay.service").write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "securechat-relay.service")],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
