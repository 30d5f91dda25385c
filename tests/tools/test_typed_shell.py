"""A shell that is typed into keeps its state, and tells the truth about each command."""

import os
from pathlib import Path

import pytest

from tools.devkit.typed_shell import ENDED, TypedShell


def test_folder_variables_and_functions_stay(tmp_path: Path) -> None:
    with TypedShell([], os.environ) as shell:
        assert shell.run(f"cd {tmp_path}") == 0
        assert shell.run("name='two words'") == 0
        assert shell.run('say() {\n  echo "$1"\n}') == 0
        assert shell.run('say "$name" > told') == 0

    assert (tmp_path / "told").read_text() == "two words\n"


def test_text_that_is_written_into_a_file_is_a_part_of_its_command(tmp_path: Path) -> None:
    with TypedShell([], os.environ) as shell:
        assert shell.run(f"cat > {tmp_path}/made <<'END'\na = \"$b\"\n\n# no mark\nEND") == 0

    assert (tmp_path / "made").read_text() == 'a = "$b"\n\n# no mark\n'


@pytest.mark.parametrize(
    ("text", "code"),
    [("true", 0), ("false", 1), ("(exit 7)", 7), ("false | cat", 1), ("no-such", 127)],
)
def test_exit_code_is_that_of_the_command(text: str, code: int) -> None:
    with TypedShell([], os.environ) as shell:
        assert shell.run(text) == code
        assert shell.run("true") == 0


def test_command_reads_nothing_of_what_follows() -> None:
    with TypedShell([], os.environ) as shell:
        assert shell.run("cat") == 0
        assert shell.run("false") == 1


def test_command_that_ends_the_shell_is_no_success() -> None:
    with TypedShell([], os.environ) as shell:
        assert shell.run("exit 0") == ENDED
        assert shell.run("true") == ENDED


def test_shell_can_be_one_of_another_place(tmp_path: Path) -> None:
    with TypedShell(["env", f"--chdir={tmp_path}"], os.environ) as shell:
        assert shell.run(f'test "$PWD" = {tmp_path}') == 0
