"""The Makefile and the command line know the same commands."""

import re

import pytest

from tools.devkit.commands import build_parser, run_command
from tools.devkit.places import this_checkout


def makefile_commands() -> dict[str, str]:
    """Return target → first word after dev.py, of the Makefile."""
    text = (this_checkout().root / "Makefile").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w-]+): ; @\$\(DEV\) (\S+)", text, flags=re.MULTILINE))


def test_every_target_calls_the_command_of_its_name() -> None:
    commands = makefile_commands()

    assert commands.pop("help") == "--help"
    assert all(target == command for target, command in commands.items())
    for command in commands:
        assert build_parser().parse_args([command]).command == command


def test_targets_are_phony() -> None:
    text = (this_checkout().root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)

    assert phony is not None
    assert set(phony[1].split()) == set(makefile_commands())


def test_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        run_command(["dance"])

    assert refusal.value.code == 2
    assert "dance" in capsys.readouterr().err
