"""Only marked lines are played otherwise, and each as its mark says."""

import os

import pytest

from tools.devkit.ops_check import MARKS, player
from tools.devkit.places import this_checkout
from tools.devkit.speech import Stop
from tools.devkit.typed_shell import TypedShell
from tools.devkit.walk import Command, play, read_walk


class Played:
    """What was run, and how."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        self.systemctl: list[list[str]] = []

    def run(self, *commands: Command) -> int:
        return play(commands, player(self._type, self._call))

    def _type(self, text: str) -> int:
        self.typed.append(text)
        return 0

    def _call(self, arguments: list[str]) -> int:
        self.systemctl.append(arguments)
        return 5


def test_unmarked_line_is_run_as_it_stands() -> None:
    played = Played()

    assert played.run(Command(1, "git clone REPOSITORY here")) == 0
    assert played.typed == ["git clone REPOSITORY here"]


def test_clone_has_another_address_and_nothing_else() -> None:
    played = Played()

    assert played.run(Command(1, "git clone REPOSITORY here", "clone")) == 0
    assert played.typed == ["git clone /srv/securechat.git here"]


def test_name_is_made_and_then_looked_up_as_it_stands() -> None:
    played = Played()

    assert played.run(Command(1, "getent hosts chat.example", "name")) == 0
    assert played.typed == [
        "echo '127.0.0.1 chat.example' >> /etc/hosts",
        "getent hosts chat.example",
    ]


def test_service_is_not_typed_and_its_failure_counts() -> None:
    played = Played()

    assert played.run(Command(1, "systemctl stop relay", "service")) == 5
    assert (played.typed, played.systemctl) == ([], [["stop", "relay"]])


@pytest.mark.parametrize(
    ("text", "mark"), [("git clone elsewhere", "clone"), ("rm -r /", "service")]
)
def test_mark_on_a_line_that_has_nothing_to_replace_is_refused(text: str, mark: str) -> None:
    with pytest.raises(Stop, match="line 9"):
        Played().run(Command(9, text, mark))


def test_unmarked_line_that_fails_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    """In a real shell, as the check has it, and whatever stands around it."""
    page = "```sh\necho before\ncat /no/such/file | cat\necho after\n```\n"

    with TypedShell([], os.environ) as shell:
        code = play(read_walk(page, marks=MARKS).commands, player(shell.run, lambda _arguments: 0))

    assert code == 1
    assert "FAILED at line 3; 1 commands were not run" in capsys.readouterr().out


def test_page_for_operators_goes_from_packages_to_a_restored_relay() -> None:
    page = (this_checkout().root / "docs" / "operations.md").read_text(encoding="utf-8")
    typed = [command.text for command in read_walk(page, marks=MARKS).commands]
    steps = (
        "apt-get install", "git clone", "-m venv", "pip install", "useradd", "openssl req",
        "relay.toml <<", "check-config", "systemd-analyze verify", "systemctl enable --now",
        "/readyz", "/metrics", "register trial-bob", "send trial-bob", "backup /var",
        "systemctl stop", "mv /var/lib", "restore /var", "systemctl start", "send trial-bob",
        "new-epoch", "send trial-alice", "git -C /opt/securechat pull", "migrate",
    )  # fmt: skip

    rest = iter(typed)
    missing = [step for step in steps if not any(step in text for text in rest)]
    assert missing == []
    assert {command.mark for command in read_walk(page, marks=MARKS).commands} - {""} == set(MARKS)
