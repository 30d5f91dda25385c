"""The keyring asked through a process of its own, which ends when nothing was asked for a while.

The keyring package and what it imports would stay in the window's memory for good, some 10 MiB, for
a few calls at each start (docs/decisions/102-keyring-process.md).
"""

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, TextIO

from desktop import errors
from desktop.errors import KeyringError
from desktop.own_program import KEYRING_FLAG, own_command
from desktop.storage.keyring_backend import (
    Backend,
    find_safe_backend,
    get_unasked,
    translated,
)

IDLE_S: Final = 5.0
"""How long a process waits for the next call: the entries of a profile are asked for in a row."""

_GET_UNASKED: Final = "get_unasked"

_NO_WINDOW: Final = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW


class KeyringProgram:
    """A `Backend` whose calls are made by another process of this program.

    Calls at the same time have a process each: one of them may stand for hours, while the desktop
    asks the person to open the keyring.
    """

    def __init__(self, *, idle_s: float = IDLE_S, asks_person: bool = True) -> None:
        """Nothing runs yet.

        Args:
            idle_s: How long a process outlives its last call, in seconds.
            asks_person: False where entries are not worth a question of the desktop.
        """
        self._get = "get_password" if asks_person else _GET_UNASKED
        self._idle_s = idle_s
        self._lock = threading.Lock()
        self._idle: list[subprocess.Popen[str]] = []
        self._timer: threading.Timer | None = None

    def prepare(self) -> None:
        """Start a process ahead of the first call; it loads beside whatever comes before that."""
        self._keep(_start())

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry. Raises KeyringError."""
        return self._call(self._get, service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry. Raises KeyringError."""
        self._call("set_password", service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry. Raises KeyringError."""
        self._call("delete_password", service, username)

    def end(self) -> None:
        """End the processes that wait for a call; the next call starts one again."""
        with self._lock:
            idle, self._idle = self._idle, []
            if self._timer is not None:
                self._timer.cancel()
        for child in idle:
            _end(child)

    def _call(self, name: str, *arguments: str) -> str | None:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is None:
            child = _start()
        try:
            answer = _ask(child, [name, *arguments])
        except BaseException:
            child.kill()
            _end(child)
            raise
        self._keep(child)
        if "error" in answer:
            raise getattr(errors, answer["error"])(answer["words"])
        found: str | None = answer["value"]
        return found

    def _keep(self, child: subprocess.Popen[str]) -> None:
        with self._lock:
            self._idle.append(child)
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._idle_s, self.end)
            self._timer.daemon = True
            self._timer.start()


def _start() -> subprocess.Popen[str]:
    program, arguments = own_command(KEYRING_FLAG)
    return subprocess.Popen(  # noqa: S603 - this program itself
        [program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        creationflags=_NO_WINDOW,
    )


def _ask(child: subprocess.Popen[str], request: list[str]) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.flush()
        line = child.stdout.readline()
    except OSError:
        line = ""
    if not line:
        raise KeyringError("the keyring's process ended")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _end(child: subprocess.Popen[str]) -> None:
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        with contextlib.suppress(OSError):
            pipe.close()
    child.wait()


# ── the other process ─────────────────────────────────────────────────────────────────────────


def serve(
    requests: TextIO,
    answers: TextIO,
    *,
    find_backend: Callable[[], Backend] = find_safe_backend,
) -> None:
    """Answer calls, a line of JSON each, until the one who asks is gone.

    Returns then at once, also while the desktop asks the person: nobody waits for it any more.

    Args:
        requests: `[call, service, entry]`, and the value to write; a call is one of `Backend`, or
            `get_unasked`.
        answers: `{"value": ...}`, or `{"error": class of desktop.errors, "words": ...}`.
        find_backend: Finds the keyring's back-end, for each call: it may have come meanwhile.
    """
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def answer_all() -> None:
        # A call that comes later says what is wrong.
        with contextlib.suppress(Exception):
            find_backend()
        while True:
            answers.write(json.dumps(_answer(lines.get(), find_backend)) + "\n")
            answers.flush()

    threading.Thread(target=answer_all, name="keyring", daemon=True).start()
    for line in requests:
        lines.put(line)


def _answer(line: str, find_backend: Callable[[], Backend]) -> dict[str, str | None]:
    name, *arguments = json.loads(line)

    def call() -> str | None:
        backend = find_backend()
        found: str | None = (
            get_unasked(backend, *arguments)
            if name == _GET_UNASKED
            else getattr(backend, name)(*arguments)
        )
        return found

    try:
        return {"value": translated(call)}
    except KeyringError as error:
        return {"error": type(error).__name__, "words": str(error)}
