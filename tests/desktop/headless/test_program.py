"""The command as scripts start it: two accounts on a real server, without a window or a keyring."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.headless.program import main
from protocol.registration_code import write_code
from tests.helpers.relay_process import RelayProcess

ROOT = Path(__file__).parents[3]
PATIENCE_S = 50.0
WITHOUT_QT = (
    "import sys; from desktop.__main__ import main; code = main(sys.argv[1:]); "
    "assert not {'PySide6', 'shiboken6', 'qasync'} & set(sys.modules), 'Qt'; sys.exit(code)"
)


class Scripts:
    """What the scripts of some people run."""

    def __init__(self, folder: Path, relay: RelayProcess) -> None:
        self.folder = folder
        self._relay = relay
        (folder / "passphrase").write_text("opens the vault\n", encoding="utf-8")
        (folder / "password").write_text("correct horse battery staple\n", encoding="utf-8")

    def command(self, profile: str, *arguments: str) -> list[str]:
        return [
            *(sys.executable, "-c", WITHOUT_QT, "--headless", "--profile", profile),
            *("--data-dir", str(self.folder / "data"), "--relay", self._relay.url),
            *("--passphrase-file", str(self.folder / "passphrase"), *arguments),
        ]

    def run(
        self, profile: str, *arguments: str, given: str = ""
    ) -> tuple[int, list[dict[str, Any]], dict[str, Any]]:
        """Return the exit code, the lines and the error."""
        ended = subprocess.run(
            self.command(profile, *arguments),
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        lines = [json.loads(line) for line in ended.stdout.splitlines()]
        return ended.returncode, lines, json.loads(ended.stderr or "{}")

    def register(self, name: str) -> None:
        password = str(self.folder / "password")
        code, lines, error = self.run(name, "register", name, "--password-file", password)
        assert (code, error) == (0, {})
        assert lines[-1]["event"] == "registered"


@pytest.fixture
def scripts(tmp_path: Path) -> Iterator[Scripts]:
    (tmp_path / "relay").mkdir()
    with RelayProcess(tmp_path / "relay") as relay:
        yield Scripts(tmp_path, relay)


@pytest.mark.timeout(180)
def test_two_scripts_write_to_each_other(scripts: Scripts) -> None:
    for name in ("alice", "robot"):
        scripts.register(name)
    code, lines, _ = scripts.run("alice", "send", "robot", "-", given="hello from a pipe")
    assert code == 0
    assert lines[-1]["state"] == "sent"
    listening = subprocess.Popen(
        scripts.command("robot", "listen", "--accept-requests", "--requests"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert listening.stdin is not None
    assert listening.stdout is not None
    for line in map(json.loads, listening.stdout):
        if line["event"] == "message":
            assert line["text"] == "hello from a pipe"
            assert line["claimed_name"] == "alice"
        if line["event"] == "conversation" and line["relation"] == "accepted":
            break
    # While somebody listens, the profile is theirs.
    assert scripts.run("robot", "send", "alice", "hi")[0] == 3
    answer = {"do": "send", "to": line["contact"], "text": "and back", "id": 1}
    listening.stdin.write(json.dumps(answer) + "\n")
    listening.stdin.close()
    rest = [json.loads(line) for line in listening.stdout]
    listening.stdout.close()
    assert listening.wait(PATIENCE_S) == 0
    assert {"done", "message_changed"} <= {line["event"] for line in rest}
    # Its input ends at once; what was held comes first.
    code, lines, _ = scripts.run("alice", "listen", "--requests")
    assert code == 0
    texts = [line.get("text") for line in lines if line["event"] == "message"]
    assert "and back" in texts
    assert scripts.run("alice", "send", "robot", "again")[0] == 0


@pytest.mark.timeout(120)
def test_what_cannot_be_done_has_its_exit_code(scripts: Scripts) -> None:
    assert scripts.run("nobody", "listen")[::2] == (6, {"error": "no_account"})
    scripts.register("alice")
    assert scripts.run("alice", "send", "ghost", "hi")[::2] == (6, {"error": "unknown_person"})
    assert scripts.run("alice", "accept", "ghost")[::2] == (6, {"error": "no_request"})
    scripts.folder.joinpath("passphrase").write_text("another\n", encoding="utf-8")
    assert scripts.run("alice", "listen")[::2] == (7, {"error": "wrong_passphrase"})
    scripts.folder.joinpath("passphrase").unlink()
    assert scripts.run("alice", "listen")[::2] == (1, {"error": "file_not_found_error"})


def test_register_needs_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["register", "alice", "--password-file", "secret"])
    assert ended.value.code == 2
    assert "--relay" in capsys.readouterr().err


@pytest.mark.timeout(120)
def test_server_that_registers_by_code_takes_who_has_one(tmp_path: Path) -> None:
    (tmp_path / "relay").mkdir()
    with RelayProcess(tmp_path / "relay", options=["--registration", "code"]) as relay:
        scripts = Scripts(tmp_path, relay)
        register = ("register", "alice", "--password-file", str(tmp_path / "password"))
        assert scripts.run("alice", *register)[::2] == (6, {"error": "code_needed"})
        wrong = ("--code", write_code(bytes(16)))
        assert scripts.run("alice", *register, *wrong)[::2] == (6, {"error": "code_refused"})
        slip = {"error": "invalid_form", "what": "registration code"}
        assert scripts.run("alice", *register, "--code", "0000")[::2] == (6, slip)
        made = subprocess.run(
            [
                *(sys.executable, "-m", "server", "registration-code", "create"),
                *("--database", f"sqlite:///{relay.database}"),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
        code = made.stdout.splitlines()[0]
        ended, lines, error = scripts.run("alice", *register, "--code", code)
        assert (ended, error) == (0, {})
        assert lines[-1]["event"] == "registered"
        bob = ("register", "bob", "--password-file", str(tmp_path / "password"), "--code", code)
        assert scripts.run("bob", *bob)[::2] == (6, {"error": "code_refused"})
