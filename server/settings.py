"""The settings file and the environment: every key typed, every fault told with its place."""

import difflib
import enum
import re
import tomllib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_type_hints

import msgspec

from server.config import Budget, Budgets, ConfigError, Deadlines, Limits, Registration

PREFIX: Final = "SECURECHAT_RELAY_"
FILE_VARIABLE: Final = f"{PREFIX}CONFIG"
"""Names the file where the command line does not."""

_HEADER: Final = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([\w.-]+)\s*=")

_Section = TypeVar("_Section")

_NO_TOML: Final = (ValueError, RecursionError)
"""Beside the library's own error, which is a ValueError: a number of thousands of digits, and lists
within lists within lists."""


class LogLevel(enum.StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(enum.StrEnum):
    """How a line of the log looks."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, kw_only=True)
class Server:
    """`[server]`: see `config.Options`; an empty text is none."""

    listen: str = "127.0.0.1:8765"
    database: str = ""
    realm: str = ""
    registration: Registration = Registration.OPEN
    status_listen: str = ""


@dataclass(frozen=True, kw_only=True)
class Tls:
    """`[tls]`: the relay's own certificate and its key; an empty text is none."""

    certificate: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """`[proxy]`: a proxy that ends TLS; there is one if either list names something."""

    trusted: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Log:
    """`[log]`."""

    level: LogLevel = LogLevel.INFO
    format: LogFormat = LogFormat.TEXT


class _FileBudget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `Budget` as people write it, by the hour."""

    burst: Annotated[float, msgspec.Meta(ge=1, le=1e9)]
    per_hour: Annotated[float, msgspec.Meta(gt=0, le=1e9)]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What file and environment say; a value with a fault is left at its default.

    Attributes:
        server: Where and for whom.
        tls: The relay's own certificate.
        proxy: A proxy before it.
        log: What is logged, and how.
        limits: What it holds.
        budgets: What one client may cost.
        deadlines: How long it waits.
        places: Where each value that was given stands: its name to "FILE:LINE" or a variable.
        faults: One sentence about each fault, with its place.
    """

    server: Server = field(default_factory=Server)
    tls: Tls = field(default_factory=Tls)
    proxy: Proxy = field(default_factory=Proxy)
    log: Log = field(default_factory=Log)
    limits: Limits = field(default_factory=Limits)
    budgets: Budgets = field(default_factory=Budgets)
    deadlines: Deadlines = field(default_factory=Deadlines)
    places: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


_SECTIONS: Final[Mapping[str, type]] = {
    "server": Server,
    "tls": Tls,
    "proxy": Proxy,
    "log": Log,
    "limits": Limits,
    "budgets": Budgets,
    "deadlines": Deadlines,
}


def _kinds() -> dict[str, Any]:
    """Return the type of every key, by its name ("server.listen")."""
    kinds = {}
    for section, owner in _SECTIONS.items():
        for name, kind in get_type_hints(owner, include_extras=True).items():
            kinds[f"{section}.{name}"] = _FileBudget if kind is Budget else kind
    return kinds


KINDS: Final[Mapping[str, Any]] = types.MappingProxyType(_kinds())
"""Every key that there is, with the type that its value must have."""


def read_settings(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Read a settings file, then the variables that begin with `PREFIX`, which win.

    Args:
        file: A TOML file, or None.
        environment: The process's variables; others than ours are not looked at.

    Raises:
        ConfigError: the file cannot be read, or is no TOML. Wrong keys and values raise nothing:
            they stand in the faults of what is returned.
    """
    reading = _Reading()
    if file is not None:
        reading.take_file(file)
    reading.take_environment(environment)
    return reading.finish()


class _Reading:
    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._places: dict[str, str] = {}
        self._faults: list[str] = []

    def take_file(self, file: Path) -> None:
        text, tables = _load(file)
        lines = _line_numbers(text)

        def place_of(*names: str) -> str:
            for count in range(len(names), 0, -1):
                line = lines.get(".".join(names[:count]))
                if line is not None:
                    return f"{file}:{line}"
            return str(file)

        for section, table in tables.items():
            if section not in _SECTIONS:
                self._fault(place_of(section), section, _unknown(section, list(_SECTIONS)))
            elif not isinstance(table, dict):
                self._fault(place_of(section), section, "is a table, not a value")
            else:
                for key, value in table.items():
                    self._take(f"{section}.{key}", value, place_of(section, key))

    def take_environment(self, environment: Mapping[str, str]) -> None:
        names = {PREFIX + name.replace(".", "_").upper(): name for name in KINDS}
        for variable, text in sorted(environment.items()):
            if not variable.startswith(PREFIX) or variable == FILE_VARIABLE:
                continue
            name = names.get(variable)
            if name is None:
                self._fault(variable, "", _unknown(variable, list(names)))
                continue
            kind = KINDS[name]
            value: object = text
            if not (isinstance(kind, type) and issubclass(kind, str)):
                try:
                    value = tomllib.loads(f"value = {text}")["value"]
                except _NO_TOML:
                    self._fault(variable, "", f"is no value of TOML: {text!r}")
                    continue
            self._take(name, value, variable)

    def _take(self, name: str, value: object, place: str) -> None:
        kind = KINDS.get(name)
        if kind is None:
            section = name.partition(".")[0]
            self._fault(
                place, name, _unknown(name, [key for key in KINDS if key.startswith(f"{section}.")])
            )
            return
        try:
            self._values[name] = msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            self._fault(place, name, str(error))
            return
        self._places[name] = place

    def _fault(self, place: str, name: str, what: str) -> None:
        text = f"{place}: {name}: {what}" if name else f"{place}: {what}"
        self._faults.append(f"{text}.")

    def finish(self) -> Settings:
        return Settings(
            server=self._build("server", Server),
            tls=self._build("tls", Tls),
            proxy=self._build("proxy", Proxy),
            log=self._build("log", Log),
            limits=self._build("limits", Limits),
            budgets=self._build("budgets", Budgets),
            deadlines=self._build("deadlines", Deadlines),
            places=self._places,
            faults=tuple(self._faults),
        )

    def _build(self, section: str, owner: type[_Section]) -> _Section:
        given = {
            key: _internal(self._values[name])
            for key in get_type_hints(owner)
            if (name := f"{section}.{key}") in self._values
        }
        return owner(**given)


def _load(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text("utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"Cannot read {file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not UTF-8 text.") from None
    except _NO_TOML as error:
        raise ConfigError(f"{file} is no TOML: {error}.") from None


def _internal(value: object) -> object:
    if isinstance(value, _FileBudget):
        return Budget(burst=value.burst, per_s=value.per_hour / 3600)
    return value


def _unknown(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"is not known; there is {near[0]}" if near else "is not known"


def _line_numbers(text: str) -> dict[str, int]:
    """Return the line on which each key and table is first named, as far as one line shows it."""
    lines: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            lines.setdefault(header[1], number)
            prefix = f"{header[1]}."
        elif key := _KEY.match(line):
            lines.setdefault(prefix + key[1], number)
    return lines


def describe() -> str:
    """Return a whole settings file in which every key stands at its default, as a comment."""
    parts = []
    for section, owner in _SECTIONS.items():
        parts.append(f"[{section}]")
        parts += [f"# {one.name} = {_toml(_default(owner, one.name))}" for one in fields(owner)]
        parts.append("")
    return "\n".join(parts)


def _default(owner: type, name: str) -> object:
    value: object = getattr(owner(), name)
    return value


def _toml(value: object) -> str:
    match value:
        case Budget():
            per_hour = round(value.per_s * 3600, 6)
            return f"{{ burst = {value.burst:g}, per_hour = {per_hour:g} }}"
        case str():
            return f'"{value}"'
        case tuple():
            return "[]"
        case _:
            return f"{value}"
