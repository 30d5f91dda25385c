"""One shell that is given commands one after the other, as if somebody typed them."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

# It reads commands from descriptor 3 and tells each one's exit code on descriptor 4; folder,
# variables and functions stay from one to the next. A pipe fails if any part of it does.
_READ_AND_RUN = """
set -o pipefail
while IFS= read -r -d '' typed <&3; do
    eval "$typed" </dev/null 3<&- 4>&-
    printf '%s\\n' "$?" >&4
done
"""
ENDED = 254
"""What `run` returns if the shell itself ended."""


class TypedShell:
    """A bash that keeps its state over all commands."""

    def __init__(self, enter: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it.

        Args:
            enter: What stands before `bash`, to start it elsewhere.
            environment: All its variables.
        """
        commands, self._commands = os.pipe()
        self._exit_codes, exit_codes = os.pipe()
        # The program moves the two to where the script looks for them.
        moved = f'exec 3<&{commands} 4>&{exit_codes}; exec "$0" "$@"'
        line = ["bash", "-c", moved, *enter, "bash", "--norc", "-c", _READ_AND_RUN]
        self._process = subprocess.Popen(
            line,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            pass_fds=(commands, exit_codes),
        )
        os.close(commands)
        os.close(exit_codes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._commands)
        os.close(self._exit_codes)
        self._process.wait()

    def run(self, text: str) -> int:
        """Run one command and return its exit code, `ENDED` if it ended the shell."""
        try:
            os.write(self._commands, text.encode() + b"\0")
        except BrokenPipeError:
            return ENDED
        told = b""
        while not told.endswith(b"\n"):
            more = os.read(self._exit_codes, 16)
            if not more:
                return ENDED
            told += more
        return int(told)
