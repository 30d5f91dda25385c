"""The commands that stand in a document, as somebody would type them, and which are marked.

A block of code of the language `sh` is typed line by line into one shell of root's. A line that
ends with `# ops-check: WORD` is played otherwise by whoever checks the document; a block below the
comment `<!-- ops-check: not run, REASON -->` is left out. Nothing else is.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from tools.devkit.speech import Stop, say

MARK = re.compile(r"\s+# ops-check: (\S+)$")
NOT_RUN = re.compile(r"<!-- ops-check: not run, (.+) -->$")
FENCE = "```"
SHELL = "sh"
HERE_DOCUMENT = re.compile(r"<<(-?)\s*(['\"]?)(\w+)\2")
# In a chroot systemctl answers 0 and does nothing; without a mark that would pass for a success.
ONLY_MARKED = ("systemctl", "journalctl")


@dataclass(frozen=True)
class Command:
    """One command of a document.

    Attributes:
        line: Where it begins, counted from 1.
        text: As it stands, all its lines, without its mark.
        mark: How it is played otherwise; empty if it is run as it stands.
    """

    line: int
    text: str
    mark: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A block that is not run.

    Attributes:
        line: Where it begins, counted from 1.
        reason: As the document tells it.
    """

    line: int
    reason: str


@dataclass(frozen=True)
class Walk:
    """Everything that a document has one type, in its order.

    Attributes:
        commands: What is run.
        left_out: What is not, with its reason.
    """

    commands: tuple[Command, ...]
    left_out: tuple[LeftOut, ...]


def read_walk(document: str, *, marks: Collection[str]) -> Walk:
    """Return the commands of a document.

    Args:
        document: Markdown.
        marks: The words that may stand behind `# ops-check:`.

    Raises:
        Stop: a mark is not known, a block or a command does not end, or a command that only seems
            to work without a running system is not marked.
    """
    commands: list[Command] = []
    left_out: list[LeftOut] = []
    for first, lines, reason in _shell_blocks(document):
        if reason:
            left_out.append(LeftOut(first, reason))
        else:
            commands += _commands(lines, first)
    for command in commands:
        if command.mark and command.mark not in marks:
            raise Stop(f"line {command.line}: there is no mark {command.mark}")
        if not command.mark and any(word in ONLY_MARKED for word in command.text.split()):
            raise Stop(f"line {command.line}: needs a mark, it cannot be run here: {command.text}")
    return Walk(tuple(commands), tuple(left_out))


def play(commands: Sequence[Command], run: Callable[[Command], int]) -> int:
    """Run commands in order until one fails; tells each with its exit code.

    Args:
        commands: What to run.
        run: Runs one and returns its exit code.

    Returns:
        0, or the exit code of the one that failed.
    """
    for number, command in enumerate(commands, start=1):
        replaced = f"  [replaced: {command.mark}]" if command.mark else ""
        say(f"\n[{number}/{len(commands)}] line {command.line}{replaced}\n# {command.text}")
        exit_code = run(command)
        say(f"exit code {exit_code}")
        if exit_code:
            say(f"FAILED at line {command.line}; {len(commands) - number} commands were not run")
            return exit_code
    return 0


def _shell_blocks(document: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield for each block of `sh` its first line's number, its lines, and why it is not run."""
    lines = document.splitlines()
    language: str | None = None
    start = 0
    for index, line in enumerate(lines):
        if not line.startswith(FENCE):
            continue
        if language is None:
            language, start = line.removeprefix(FENCE).strip(), index + 1
            continue
        if language == SHELL:
            above = NOT_RUN.match(lines[start - 2]) if start > 1 else None
            yield start + 1, lines[start:index], above[1] if above else ""
        language = None
    if language is not None:
        raise Stop(f"line {start}: the block does not end")


def _commands(lines: Sequence[str], first: int) -> Iterator[Command]:
    """Yield the commands of a block whose first line has that number."""
    rest = iter(enumerate(lines, start=first))
    for number, line in rest:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        mark = MARK.search(line)
        text = [MARK.sub("", line)]
        try:
            while _goes_on(text):
                text.append(next(rest)[1])
            for tabs, _, word in HERE_DOCUMENT.findall("\n".join(text)):
                while (text[-1].lstrip("\t") if tabs else text[-1]) != word:
                    text.append(next(rest)[1])
        except StopIteration:
            raise Stop(f"line {number}: the command does not end: {text[0]}") from None
        yield Command(number, "\n".join(text), mark[1] if mark else "")


def _goes_on(lines: Sequence[str]) -> bool:
    """Tell whether a command is not whole: its line goes on, or its function does."""
    is_in_function = lines[0].endswith("() {") and lines[-1] != "}"
    return is_in_function or lines[-1].endswith(("\\", "|", "&&"))
