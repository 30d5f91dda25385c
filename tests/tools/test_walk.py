"""What a document has one type is found whole, and nothing in it passes unseen."""

import pytest

from tools.devkit.places import this_checkout
from tools.devkit.speech import Stop
from tools.devkit.walk import Command, LeftOut, play, read_walk

MARKS = ("service", "clone")


def document(*lines: str) -> str:
    return "\n".join(["Text.", "", "```sh", *lines, "```", "", "systemctl in a sentence", ""])


def test_commands_are_those_of_shell_blocks_alone() -> None:
    text = document("one", "two --three") + "```toml\nno = 1\n```\n```\nneither\n```\n"

    assert read_walk(text, marks=MARKS).commands == (Command(4, "one"), Command(5, "two --three"))


def test_comments_and_empty_lines_are_no_commands() -> None:
    assert read_walk(document("# a comment", "", "one"), marks=MARKS).commands == (
        Command(6, "one"),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("one \\", "    two"),
        ("one |", "    two"),
        ("one &&", "two"),
        ("cat > file <<'END'", "a = 1", "", "# text", "systemd \\", "END"),
        ("cat <<END | \\", "  two", "text", "END"),
        ("say() {", "    echo \\", "        one", "", "}"),
        ("cat <<-END", "text", "\tEND"),
    ],
)
def test_command_of_several_lines_is_one(lines: tuple[str, ...]) -> None:
    walk = read_walk(document(*lines, "next"), marks=MARKS)

    assert walk.commands == (Command(4, "\n".join(lines)), Command(4 + len(lines), "next"))


@pytest.mark.parametrize("lines", [("one \\",), ("cat <<END", "text")])
def test_command_without_end_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(Stop, match="line 4"):
        read_walk(document(*lines), marks=MARKS)


def test_block_without_end_is_refused() -> None:
    with pytest.raises(Stop, match="does not end"):
        read_walk("```sh\none\n", marks=MARKS)


def test_mark_is_read_and_is_no_part_of_the_command() -> None:
    walk = read_walk(document("systemctl stop relay  # ops-check: service"), marks=MARKS)

    assert walk.commands == (Command(4, "systemctl stop relay", "service"),)


def test_unknown_mark_is_refused() -> None:
    with pytest.raises(Stop, match="no mark dance"):
        read_walk(document("one  # ops-check: dance"), marks=MARKS)


@pytest.mark.parametrize("line", ["systemctl stop relay", "true && journalctl -u relay"])
def test_what_only_seems_to_work_must_be_marked(line: str) -> None:
    with pytest.raises(Stop, match="line 4"):
        read_walk(document(line), marks=MARKS)


def test_block_that_is_not_run_tells_why() -> None:
    text = "<!-- ops-check: not run, it needs an authority -->\n```sh\nsystemctl edit relay\n```\n"

    walk = read_walk(text + document("one"), marks=MARKS)

    assert walk.left_out == (LeftOut(3, "it needs an authority"),)
    assert [command.text for command in walk.commands] == ["one"]


def test_first_command_that_fails_ends_the_walk(capsys: pytest.CaptureFixture[str]) -> None:
    walk = read_walk(document("one", "two", "three"), marks=MARKS)
    run: list[str] = []

    def fail_at_two(command: Command) -> int:
        run.append(command.text)
        return 7 if command.text == "two" else 0

    assert play(walk.commands, fail_at_two) == 7
    assert run == ["one", "two"]
    told = capsys.readouterr().out
    assert "line 4\n# one\nexit code 0\n" in told
    assert "line 5\n# two\nexit code 7\nFAILED at line 5; 1 commands were not run" in told


def test_walk_without_fault_is_a_success() -> None:
    assert play(read_walk(document("one"), marks=MARKS).commands, lambda _command: 0) == 0


def test_every_block_of_the_page_for_operators_says_what_it_is() -> None:
    """A command in a block without language would be run by nobody and noticed by nobody."""
    page = (this_checkout().root / "docs" / "operations.md").read_text(encoding="utf-8")
    fences = [line for line in page.splitlines() if line.startswith("```")]

    assert set(fences[::2]) <= {"```sh", "```toml", "```ini", "```nginx"}
    assert set(fences[1::2]) == {"```"}
