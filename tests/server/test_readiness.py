"""Whoever started the relay hears once that it is ready; nobody else is told anything."""

import socket
import sys
from pathlib import Path

import pytest

from server.readiness import tell_ready

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd's sockets are Linux's")


@pytest.mark.parametrize("is_abstract", [False, True])
def test_starter_is_told(tmp_path: Path, is_abstract: bool) -> None:
    name = f"@securechat-{tmp_path.name}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as waiting:
        waiting.bind("\0" + name[1:] if is_abstract else name)
        tell_ready({"NOTIFY_SOCKET": name})

        assert waiting.recv(100) == b"READY=1"


def test_without_a_socket_nothing_happens() -> None:
    tell_ready({})
    tell_ready({"NOTIFY_SOCKET": ""})


def test_socket_where_nobody_is_is_told_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tell_ready({"NOTIFY_SOCKET": str(tmp_path / "nobody")})

    assert [record.getMessage() for record in caplog.records] == [
        "not_told_ready reason=No such file or directory"
    ]
    caplog.clear()
