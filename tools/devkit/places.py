"""Where the tools keep things inside one checkout; creates nothing."""

import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The paths of one checkout.

    Attributes:
        root: The folder that holds the Makefile.
    """

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment; complete only when the stamp in it is current."""
        return self.root / ".venv"

    @property
    def venv_python(self) -> Path:
        """The interpreter of the virtual environment."""
        if sys.platform == "win32":
            return self.venv / "Scripts" / "python.exe"
        return self.venv / "bin" / "python"

    @property
    def setup_lock(self) -> Path:
        """Held while a set-up works; stands outside .venv, which a set-up may clear."""
        return self.root / ".setup-lock"

    @property
    def build(self) -> Path:
        """Everything that can be made again."""
        return self.root / "build"

    @property
    def dist(self) -> Path:
        """The folder with both frozen programs."""
        return self.root / "dist" / "securechat"

    @property
    def local(self) -> Path:
        """All data of `make run` and `make relay`."""
        return self.root / ".local"

    @property
    def app_data(self) -> Path:
        """The data folder of the apps that `make run` opens, all profiles."""
        return self.local / "app"

    @property
    def private_relay(self) -> Path:
        """Database, log, port and locks of the relay that `make run` starts."""
        return self.local / "relay"

    @property
    def echo_bot(self) -> Path:
        """Account and secrets of the bot that runs beside the private relay."""
        return self.local / "echo"

    @property
    def foreground_relay(self) -> Path:
        """Database of the relay that `make relay` starts."""
        return self.local / "foreground-relay"

    def lock_file(self, name: str) -> Path:
        """Return the pinned requirements of that name: all, app, relay or uv."""
        return self.root / "requirements" / f"{name}.txt"


def this_checkout() -> Places:
    """Return the places of the checkout that this file belongs to."""
    return Places(Path(__file__).resolve().parents[2])
