"""A service of systemd where no systemd runs: its unit is checked, its commands are run as it says.

User, folder, environment, capabilities, umask and the folder of its state are those of the unit.
What only a running systemd can do (how many files it may open, what it sees of the disk, which
system calls it has) is left to `systemd-analyze verify` and `security`.
"""

import os
import shlex
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.devkit.bare_machine import BareMachine
from tools.devkit.speech import Stop, say

UNIT_FOLDER = "/etc/systemd/system"
STATE_FOLDER = "/var/lib"
NOTIFY_SOCKET = "/run/ops-check-notify"
STOPPING_S = 30
LOOK_AGAIN_S = 0.2
ENDED_EARLY = 1


class Unit:
    """What a unit says of its service.

    Attributes:
        user: Whom its commands run as.
    """

    def __init__(self, text: str) -> None:
        """Read a unit; a line may be given more than once, as systemd has it."""
        self._values: dict[str, list[str]] = {}
        for line in text.splitlines():
            name, is_value, value = line.strip().partition("=")
            if is_value and not name.startswith(("#", ";")):
                self._values.setdefault(name, []).append(value)
        self.user = self.one("User")

    def all(self, name: str) -> list[str]:
        """Return every value of a name, in order."""
        return self._values.get(name, [])

    def one(self, name: str) -> str:
        """Return the value of a name.

        Raises:
            Stop: it has none, or several.
        """
        values = self.all(name)
        if len(values) != 1:
            raise Stop(f"The unit has {len(values)} lines of {name}=, and one is needed.")
        return values[0]

    def line(self, command: str, *variables: str) -> list[str]:
        """Return the line that runs one of the unit's commands as systemd would, from root.

        Args:
            command: A value of the unit.
            variables: More for its environment, as NAME=VALUE.
        """
        capabilities = ["-all", *(f"+{_capability(name)}" for name in self._capabilities())]
        allowed = ",".join(capabilities)
        return [
            *("env", "--ignore-environment", f"--chdir={self.one('WorkingDirectory')}"),
            *(f"PATH={os.defpath}", *variables),
            *(part for line in self.all("Environment") for part in shlex.split(line)),
            *("prlimit", f"--core={self.one('LimitCORE')}"),
            *("setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups"),
            *("--no-new-privs", f"--inh-caps={allowed}", f"--ambient-caps={allowed}"),
            f"--bounding-set={allowed}",
            *("sh", "-c", 'umask "$0"; exec "$@"', self.one("UMask")),
            *shlex.split(command),
        ]

    def _capabilities(self) -> list[str]:
        return self.one("AmbientCapabilities").split()


class UnitByHand:
    """One service of a bare machine, for which `systemctl` is typed in a document."""

    def __init__(self, machine: BareMachine, log: Path) -> None:
        """Prepare it.

        Args:
            machine: Where it is installed.
            log: What it writes, all its runs together.
        """
        self._machine = machine
        self._log = log
        self._unit: Unit | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def systemctl(self, arguments: Sequence[str]) -> int:
        """Do what a command of systemctl asks for.

        Args:
            arguments: `enable --now`, `start`, `stop` or `reload` and the unit's name, or
                `daemon-reload`.

        Returns:
            0, or why it failed: the exit code of what was run.

        Raises:
            Stop: it asks for something else, or the unit lacks what is needed.
        """
        if list(arguments) == ["daemon-reload"]:
            return 0  # each start reads the unit anew
        *verb, name = arguments
        match " ".join(verb):
            case "enable --now" | "start":
                return self._start(name)
            case "stop":
                return self._stop()
            case "reload":
                return self._reload()
        raise Stop(f"Only a running systemd can do this: systemctl {' '.join(arguments)}")

    def close(self) -> None:
        """End it at once, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _start(self, name: str) -> int:
        path = f"{UNIT_FOLDER}/{name}.service"
        verified = self._call("systemd-analyze", "verify", "--man=no", path)
        if verified:
            return verified
        self._unit = unit = Unit(self._machine.path(path).read_text(encoding="utf-8"))
        state = f"{STATE_FOLDER}/{unit.one('StateDirectory')}"
        owned = [f"--owner={unit.user}", f"--group={unit.user}"]
        made = self._call(
            "install", "--directory", *owned, f"--mode={unit.one('StateDirectoryMode')}", state
        )
        for before in unit.all("ExecStartPre"):
            made = made or self._call(*unit.line(before))
        if made:
            return made
        say(f"  as {unit.user}: {unit.one('ExecStart')}")
        return self._run_until_ready(unit)

    def _run_until_ready(self, unit: Unit) -> int:
        """Start the service and wait until it says so; return 0, or its exit code if it ended."""
        if unit.one("Type") != "notify":
            raise Stop("The unit does not wait until the service is ready.")
        place = self._machine.path(NOTIFY_SOCKET)
        place.unlink(missing_ok=True)
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as waiting,
            self._log.open("ab") as log,
        ):
            waiting.bind(str(place))
            place.chmod(0o777)
            waiting.settimeout(LOOK_AGAIN_S)
            line = unit.line(unit.one("ExecStart"), f"NOTIFY_SOCKET={NOTIFY_SOCKET}")
            self._process = subprocess.Popen(
                self._machine.command(*line),
                env=self._machine.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            while True:
                try:
                    told = waiting.recv(4_096)
                except TimeoutError:
                    if self._process.poll() is not None:
                        return self._process.returncode or ENDED_EARLY
                    continue
                if b"READY=1" in told.splitlines():
                    return 0

    def _stop(self) -> int:
        process, self._process = self._process, None
        if process is None:
            raise Stop("It does not run.")
        process.terminate()
        try:
            return process.wait(STOPPING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Stop(f"It did not stop within {STOPPING_S} s.") from None

    def _reload(self) -> int:
        assert self._unit is not None
        if self._process is None or self._process.poll() is not None:
            raise Stop("It does not run.")
        if shlex.split(self._unit.one("ExecReload")) != ["/bin/sh", "-c", "kill -HUP $MAINPID"]:
            raise Stop("ExecReload= is not known here.")
        self._process.send_signal(signal.SIGHUP)
        return 0

    def _call(self, *command: str) -> int:
        say(f"  {shlex.join(command)}")
        done = subprocess.run(
            self._machine.command(*command),
            env=self._machine.variables,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return done.returncode


def _capability(name: str) -> str:
    """Return what setpriv calls a capability of systemd's."""
    return name.lower().removeprefix("cap_")
