"""Where this program keeps its files, which profile it opens, and settings without a secret.

Knows no Qt and no profile's contents.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import platformdirs

APP_NAME: Final = "securechat"
VERSION: Final = "0.3.1"
DEFAULT_PROFILE: Final = "default"

LOCAL_RELAY: Final = "local:"
"""Stands in place of an address for the relay that the app itself runs on this computer."""

_PROFILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_MAX_SETTINGS_BYTES = 64 * 1024


class InvalidProfileName(ValueError):
    """A profile name has another form than `[a-z0-9][a-z0-9._-]{0,31}`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paths:
    """The three folders of this program; none of them need exist.

    Attributes:
        data_dir: Profiles.
        config_dir: Settings.
        log_dir: Logs and the file of crashes.
    """

    data_dir: Path
    config_dir: Path
    log_dir: Path

    @property
    def profiles_dir(self) -> Path:
        """Where each profile has its folder."""
        return self.data_dir / "profiles"

    @property
    def relay_dir(self) -> Path:
        """Where the relay of this computer keeps its files, if there is one."""
        return self.data_dir / "relay"

    def profile_dir(self, profile: str) -> Path:
        """Return the folder of one profile. Raises InvalidProfileName."""
        return self.profiles_dir / parse_profile_name(profile)

    def settings_file(self, profile: str) -> Path:
        """Return the settings file of one profile. Raises InvalidProfileName."""
        return self.config_dir / f"{parse_profile_name(profile)}.json"

    def door_file(self, profile: str) -> Path:
        """Return where the open window of one profile is found. Raises InvalidProfileName."""
        return self.config_dir / f"{parse_profile_name(profile)}.door"

    def log_file(self, profile: str) -> Path:
        """Return the log file of one profile. Raises InvalidProfileName."""
        return self.log_dir / f"{parse_profile_name(profile)}.log"


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowOptions:
    """What the command line says about the window.

    Attributes:
        profile: Which profile, its name already checked.
        relay_address: The relay to use, None for the one that the profile keeps.
        echo: Username of somebody who answers by itself and is offered for a first conversation.
        is_minimised: True to start in the tray, or minimised where there is none.
        data_dir: Of `--data-dir`, None for the folders of the system.
    """

    profile: str
    relay_address: str | None = None
    echo: str | None = None
    is_minimised: bool = False
    data_dir: Path | None = None


def find_paths(data_dir: Path | None = None) -> Paths:
    """Return the folders of this system, or all three under one folder.

    Args:
        data_dir: Of `--data-dir`; None for those that the system has for programs.
    """
    if data_dir is not None:
        root = data_dir.expanduser().absolute()
        return Paths(data_dir=root / "data", config_dir=root / "config", log_dir=root / "log")
    folders = platformdirs.PlatformDirs(APP_NAME, appauthor=False, roaming=False)
    return Paths(
        data_dir=folders.user_data_path,
        config_dir=folders.user_config_path,
        log_dir=folders.user_log_path,
    )


def parse_profile_name(name: str) -> str:
    """Return a profile name that is safe as the name of a folder on every system.

    Raises:
        InvalidProfileName: it has another form, or Windows keeps it for a device.
    """
    stem = name.split(".", 1)[0]
    is_reserved = stem in {"con", "prn", "aux", "nul"} or re.fullmatch(r"(com|lpt)\d", stem)
    if _PROFILE_NAME.fullmatch(name) is None or name.endswith(".") or is_reserved:
        raise InvalidProfileName(name)
    return name


def find_profiles(paths: Paths) -> list[str]:
    """Return the names of the profiles that have a folder, sorted."""
    try:
        folders = [entry.name for entry in paths.profiles_dir.iterdir() if entry.is_dir()]
    except OSError:
        return []
    return sorted(name for name in folders if _is_profile_name(name))


def read_settings(file: Path) -> dict[str, object]:
    """Read a settings file; nothing if it is missing or damaged.

    Settings are a convenience: a broken file must never keep the program from its messages.
    """
    try:
        data = file.read_bytes()[:_MAX_SETTINGS_BYTES]
        return msgspec.json.decode(data, type=dict[str, object])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def write_settings(file: Path, settings: dict[str, object]) -> None:
    """Write a settings file, whole or not at all; without waiting for the disk.

    Raises:
        OSError: it could not be written; the old one stays.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".new")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(msgspec.json.format(msgspec.json.encode(settings, order="sorted")) + b"\n")
        unfinished.replace(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _is_profile_name(name: str) -> bool:
    try:
        parse_profile_name(name)
    except InvalidProfileName:
        return False
    return True
