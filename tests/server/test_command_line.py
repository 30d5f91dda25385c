"""What can be typed."""

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
    "command", [["user"], ["user", "promote", "bob"], ["backup"], ["user", "disable"], ["burn"]]
)
def test_half_a_command_is_refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(command)
    assert "usage: securechat-relay" in capsys.readouterr().err
