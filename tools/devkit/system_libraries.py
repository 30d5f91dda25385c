"""What the system must bring besides Python: libraries and programs, found by probing for them.

Probing works on every Linux and on releases whose packages were renamed; apt's package names
(Debian 12 and 13) are only needed to install what is missing.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tools.devkit.speech import Stop, say

# apt waits this long for another apt instead of failing at once.
APT_LOCK_TIMEOUT_S = 120
POLICY = Path("/usr/sbin/policy-rc.d")
"""Debian asks this program whether a package may start its service; 101 is no."""

APT_NETWORK_SIGNS = ("Temporary failure resolving", "Could not connect", "Could not resolve")


@dataclass(frozen=True)
class Need:
    """One Debian package and the signs that what it brings is there.

    Attributes:
        package: Its name for apt.
        libraries: Shared libraries by their soname; each must load.
        programs: Commands that must be on the path, or absolute paths that must be executable.
        files: Patterns below /usr; each must match a file.
        is_service: Whether apt would start it as a service, which nobody wants here.
    """

    package: str
    libraries: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    is_service: bool = False

    def absent(self) -> list[str]:
        """Return the names of what this package should bring and is not there."""
        return [
            *(name for name in self.libraries if not _library_loads(name)),
            *(name for name in self.programs if shutil.which(name) is None),
            *(f"/usr/{pattern}" for pattern in self.files if not any(Path("/usr").glob(pattern))),
        ]


QT_NEEDS = (
    Need("libgl1", libraries=("libGL.so.1",)),
    Need("libegl1", libraries=("libEGL.so.1",)),
    Need("libxkbcommon0", libraries=("libxkbcommon.so.0",)),
    Need("libdbus-1-3", libraries=("libdbus-1.so.3",)),
    Need("libfontconfig1", libraries=("libfontconfig.so.1",)),
    Need("libglib2.0-0", libraries=("libglib-2.0.so.0", "libgthread-2.0.so.0")),
    Need("libgssapi-krb5-2", libraries=("libgssapi_krb5.so.2",)),
    Need("libx11-xcb1", libraries=("libX11-xcb.so.1",)),
    Need("libxcb-cursor0", libraries=("libxcb-cursor.so.0",)),
    Need("libxcb-icccm4", libraries=("libxcb-icccm.so.4",)),
    Need("libxcb-image0", libraries=("libxcb-image.so.0",)),
    Need("libxcb-keysyms1", libraries=("libxcb-keysyms.so.1",)),
    Need("libxcb-render-util0", libraries=("libxcb-render-util.so.0",)),
    Need("libxcb-shape0", libraries=("libxcb-shape.so.0",)),
    Need("libxkbcommon-x11-0", libraries=("libxkbcommon-x11.so.0",)),
)

TEST_NEEDS = (
    Need("xvfb", programs=("Xvfb",)),
    Need("openbox", programs=("openbox",)),
    Need("xdotool", programs=("xdotool",)),
    Need("gnome-keyring", programs=("gnome-keyring-daemon",)),
    Need("dbus-daemon", programs=("dbus-daemon", "dbus-run-session")),
    Need("at-spi2-core", files=("lib*/at-spi-bus-launcher",)),
    Need("fonts-dejavu-core", files=("share/fonts/**/DejaVuSans.ttf",)),
    Need("fonts-noto-color-emoji", files=("share/fonts/**/NotoColorEmoji.ttf",)),
    Need("fonts-noto-cjk", files=("share/fonts/**/NotoSansCJK-Regular.ttc",)),
)

GAJIM_NEEDS = (Need("gajim", programs=("gajim",)),)

RELAY_BENCH_NEEDS = (
    Need("ejabberd", programs=("/usr/sbin/ejabberdctl",), is_service=True),
    Need("prosody", programs=("prosody",), is_service=True),
)

BARE_MACHINE_NEEDS = (
    Need("git", programs=("git",)),
    Need("debootstrap", programs=("/usr/sbin/debootstrap",)),
)


def python_needs() -> tuple[Need, ...]:
    """Return what this Python lacks for making a virtual environment."""
    if importlib.util.find_spec("ensurepip") is None:
        return (Need("python3-venv", files=("lib/python3*/ensurepip/__init__.py",)),)
    return ()


def package_needs() -> tuple[Need, ...]:
    """Return what freezing needs; only Debian's own Python keeps libpython in a package."""
    needs = [Need("binutils", programs=("objcopy", "objdump"))]
    if sysconfig.get_config_var("prefix") == "/usr":
        major, minor = sys.version_info[:2]
        library = f"libpython{major}.{minor}.so.1.0"
        needs.append(Need(f"libpython{major}.{minor}", libraries=(library,)))
    return tuple(needs)


def ensure_system(needs: Iterable[Need]) -> None:
    """See to it that everything needed is there; installs by apt when this is root.

    Args:
        needs: What to look for; systems other than Linux bring their own and need nothing.

    Raises:
        Stop: something is missing and cannot be installed here; the sentence names the one command
            to type, or on Linuxes without apt what is missing.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = [need for need in needs if need.absent()]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        raise Stop(other_linux_sentence(missing))
    packages = sorted({need.package for need in missing})
    if os.geteuid() != 0:
        raise Stop(apt_sentence(packages))
    with _services_kept_off() if any(need.is_service for need in missing) else nullcontext():
        _apt_install(packages)
    still_missing = [name for need in missing for name in need.absent()]
    if still_missing:
        raise Stop(f"Still missing after apt-get install: {', '.join(still_missing)}.")


def apt_sentence(packages: Sequence[str]) -> str:
    """Return the sentence for a Debian user who is not root."""
    command = f"sudo apt-get install --no-install-recommends {' '.join(packages)}"
    return (
        f"System packages are missing; type this once, then repeat your command:\n\n  {command}\n"
    )


def other_linux_sentence(missing: Sequence[Need]) -> str:
    """Return the sentence for Linuxes without apt: what is missing, by its own name."""
    names = [name for need in missing for name in need.absent()]
    return f"Missing on this system, install with its package manager: {', '.join(names)}."


@contextmanager
def _services_kept_off() -> Iterator[None]:
    """Keep packages from starting what they install, unless that is settled here already."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def _library_loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _apt_install(packages: Sequence[str]) -> None:
    say(f"Installing system packages: {' '.join(packages)}")
    # An update that fails is no verdict: the lists may be good enough, and then install works.
    updated = _apt_get("update")
    installed = _apt_get("install", "--yes", "--no-install-recommends", *packages)
    if installed.returncode == 0:
        return
    output = updated.stdout + installed.stdout
    if any(sign in output for sign in APT_NETWORK_SIGNS):
        raise Stop(f"No network: apt-get cannot fetch {' '.join(packages)}.")
    tail = "\n".join(output.splitlines()[-8:])
    raise Stop(f"apt-get could not install {' '.join(packages)}:\n{tail}")


def _apt_get(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["apt-get", "-qq", "-o", f"DPkg::Lock::Timeout={APT_LOCK_TIMEOUT_S}", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
