"""Which parts the app is made of, in which version and under which licence; nothing personal."""

import importlib.metadata
import platform
import sys
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication

from desktop.config import VERSION

PARTS: Final = {
    "PySide6-Essentials": "LGPL-3.0",
    "apsw-sqlite3mc": "MIT",
    "cryptography": "Apache-2.0 / BSD-3-Clause",
    "keyring": "MIT",
    "linkify-it-py": "MIT",
    "msgspec": "BSD-3-Clause",
    "platformdirs": "MIT",
    "qasync": "BSD-2-Clause",
    "segno": "BSD-3-Clause",
    "vodozemac": "Apache-2.0",
    "websockets": "BSD-3-Clause",
    "zxcvbn": "MIT",
    "zxing-cpp": "Apache-2.0",
}
"""Every package that the app itself asks for on all systems, with its licence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A package that the app is made of.

    Attributes:
        name: As its makers write it.
        version: Installed; empty if the frozen program does not know it.
        licence: SPDX name.
    """

    name: str
    version: str
    licence: str


def load_parts() -> list[Part]:
    """Return every part, sorted by name."""
    return [Part(name, _find_version(name), licence) for name, licence in PARTS.items()]


def describe_computer() -> list[str]:
    """Return one line a fact for a report of a fault: versions and the system, nobody's name."""
    return [
        f"SecureChat {VERSION}{' (packaged)' if getattr(sys, 'frozen', False) else ''}",
        f"Python {platform.python_version()}",
        f"Qt {qVersion()}, {QGuiApplication.platformName()}",
        f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}",
        *(f"{part.name} {part.version}" for part in load_parts() if part.version),
    ]


def _find_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
