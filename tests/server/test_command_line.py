"""What can be typed."""

import re
import shlex
from pathlib import Path

import pytest

from server.command_line import build_parser


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["check-config", "--defaults"],
        ["migrate"],
        ["backup", "copy.db"],
        ["restore", "copy.db"],
        ["new-epoch"],
        ["prune", "--dry-run", "--vacuum"],
        ["stats", "--json"],
        ["user", "list", "--json"],
        ["user", "disable", "bob"],
        ["user", "enable", "bob"],
        ["user", "delete", "bob", "--yes"],
        ["registration-code", "create", "--uses", "5", "--days", "30"],
        ["registration-code", "list", "--json"],
        ["registration-code", "revoke", "3"],
    ],
    ids=" ".join,
)
def test_command_takes_a_settings_file_and_a_database(command: list[str]) -> None:
    options = build_parser().parse_args(
        [*command, "--config", "relay.toml", "--database", "sqlite:///relay.db"]
    )

    assert options.command == command[0]
    assert (options.config, options.database) == ("relay.toml", "sqlite:///relay.db")


@pytest.mark.parametrize(
    "command",
    [
        ["user"],
        ["user", "promote", "bob"],
        ["backup"],
        ["user", "disable"],
        ["burn"],
        ["registration-code"],
        ["registration-code", "revoke"],
        ["registration-code", "create", "--uses", "0"],
        ["registration-code", "create", "--uses", "10001"],
        ["registration-code", "create", "--days", "soon"],
        ["registration-code", "create", "--days", "-1"],
    ],
)
def test_half_a_command_is_refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(command)
    assert "usage: securechat-relay" in capsys.readouterr().err


PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")


def documented() -> list[str]:
    """Return every command of the operations page, without `python -m server`."""
    typed = re.findall(r"^python -m server (.+)$", PAGE.replace("\\\n", " "), re.MULTILINE)
    typed += re.findall(r"`python -m server (.+?)`", PAGE)
    known = "|".join(sorted(COMMANDS))
    return typed + re.findall(rf"^\| `((?:{known}) .+?)` \|", PAGE, re.MULTILINE)


COMMANDS = {
    *("serve", "check-config", "migrate", "backup", "restore", "new-epoch", "prune", "stats"),
    "user",
    "registration-code",
}


@pytest.mark.parametrize("command", documented())
def test_documented_command_can_be_typed(command: str) -> None:
    build_parser().parse_args(shlex.split(command))


def test_every_command_is_documented() -> None:
    assert {command.split()[0] for command in documented()} >= COMMANDS
