"""The command as scripts start it, on a real server, without a window or a keyring."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.headless.program import main
from protocol.registration_code import write_code
from tests.helpers.quick_stretching import quick_stretching
from tests.helpers.relay_process import RelayProcess
from tests.helpers.restored_logging import restored_logging

__all__ = ["quick_stretching", "restored_logging"]

ROOT = Path(__file__).parents[3]
PATIENCE_S = 50.0
WITHOUT_QT = (
    "import sys; from desktop.__main__ import main; code = main(sys.argv[1:]); "
    "assert not {'PySide6', 'shiboken6', 'qasync'} & set(sys.modules), 'Qt'; sys.exit(code)"
)


class Scripts:
    """What the scripts of some people run."""

    def __init__(
        self, folder: Path, relay: RelayProcess, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._capsys = capsys
        self._relay = relay
        (folder / "passphrase").write_text("opens the vault\n", encoding="utf-8")
        (folder / "password").write_text("correct horse battery staple\n", encoding="utf-8")

    def options(self, profile: str, *arguments: str) -> list[str]:
        return [
            *("--profile", profile, "--data-dir", str(self.folder / "data")),
            *("--relay", self._relay.url),
            *("--passphrase-file", str(self.folder / "passphrase"), *arguments),
        ]

    def command(self, profile: str, *arguments: str) -> list[str]:
        return [
            *(sys.executable, "-c", WITHOUT_QT, "--headless"),
            *self.options(profile, *arguments),
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
        return _told(ended.returncode, ended.stdout, ended.stderr)

    def run_here(
        self, profile: str, *arguments: str
    ) -> tuple[int, list[dict[str, Any]], dict[str, Any]]:
        """Run a command without a process of its own; otherwise like `run`."""
        return _told(main(self.options(profile, *arguments)), *self._capsys.readouterr())

    def register(self, name: str) -> None:
        password = str(self.folder / "password")
        code, lines, error = self.run(name, "register", name, "--password-file", password)
        assert (code, error) == (0, {})
        assert lines[-1]["event"] == "registered"


def _told(code: int, output: str, errors: str) -> tuple[int, list[dict[str, Any]], dict[str, Any]]:
    return code, [json.loads(line) for line in output.splitlines()], json.loads(errors or "{}")


@pytest.fixture
def scripts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Scripts]:
    (tmp_path / "relay").mkdir()
    with RelayProcess(tmp_path / "relay") as relay:
        yield Scripts(tmp_path, relay, capsys)


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
    assert scripts.run("robot", "send", "alice", "hi")[::2] == (3, {"error": "profile_in_use"})
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


@pytest.mark.usefixtures("quick_stretching", "restored_logging")
def test_what_cannot_be_done_has_its_exit_code(scripts: Scripts) -> None:
    assert scripts.run_here("nobody", "listen")[::2] == (6, {"error": "no_account"})
    registering = ("alice", "register", "alice", "--password-file", scripts.folder / "password")
    assert scripts.run_here(*map(str, registering))[0] == 0
    assert scripts.run_here("alice", "send", "ghost", "hi")[::2] == (6, {"error": "unknown_person"})
    assert scripts.run_here("alice", "accept", "ghost")[::2] == (6, {"error": "no_request"})
    scripts.folder.joinpath("passphrase").write_text("another\n", encoding="utf-8")
    assert scripts.run_here("alice", "listen")[::2] == (7, {"error": "wrong_passphrase"})
    scripts.folder.joinpath("passphrase").unlink()
    assert scripts.run_here("alice", "listen")[::2] == (1, {"error": "file_not_found_error"})


def test_register_needs_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["register", "alice", "--password-file", "secret"])
    assert ended.value.code == 2
    assert "--relay" in capsys.readouterr().err


@pytest.mark.usefixtures("quick_stretching", "restored_logging")
def test_server_that_registers_by_code_takes_who_has_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "relay").mkdir()
    with RelayProcess(tmp_path / "relay", options=["--registration", "code"]) as relay:
        scripts = Scripts(tmp_path, relay, capsys)
        register = ("register", "alice", "--password-file", str(tmp_path / "password"))
        assert scripts.run_here("alice", *register)[::2] == (6, {"error": "code_needed"})
        wrong = ("--code", write_code(bytes(16)))
        assert scripts.run_here("alice", *register, *wrong)[::2] == (6, {"error": "code_refused"})
        slip = {"error": "invalid_form", "what": "registration code"}
        assert scripts.run_here("alice", *register, "--code", "0000")[::2] == (6, slip)
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
        ended, lines, error = scripts.run_here("alice", *register, "--code", code)
        assert (ended, error) == (0, {})
        assert lines[-1]["event"] == "registered"
        bob = ("register", "bob", "--password-file", str(tmp_path / "password"), "--code", code)
        assert scripts.run_here("bob", *bob)[::2] == (6, {"error": "code_refused"})
