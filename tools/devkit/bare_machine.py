"""A bare Debian in a folder: how it is built, and how commands run in it.

How this machine reaches its package sources (apt sources, CA bundle, pip settings) is taken from it
at run time; nothing of it stands in the repository. All mounts live in a mount namespace of their
own, so they are gone with its last process, however it ends.
"""

import configparser
import io
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tools.devkit.child_processes import run_foreground
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say
from tools.devkit.system_libraries import BARE_MACHINE_NEEDS, ensure_system

CA_BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
# Files and folders that tell apt, the resolver and OpenSSL where things are; copied as they stand.
MACHINE_SETTINGS = (
    "/etc/apt/sources.list",
    "/etc/apt/sources.list.d",
    "/etc/apt/auth.conf",
    "/etc/apt/auth.conf.d",
    "/etc/apt/keyrings",
    "/etc/apt/preferences.d",
    "/etc/apt/trusted.gpg.d",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/usr/local/share/ca-certificates",
    "/usr/share/keyrings",
    str(CA_BUNDLE),
)
MACHINE_VARIABLES = (
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
BARE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class BareMachine:
    """A bare Debian in a folder, entered by chroot.

    Attributes:
        folder: The root of its file system.
        variables: What its programs find in their environment.
    """

    def __init__(self, folder: Path, *, packages: Sequence[str]) -> None:
        """Build it; only inside the namespaces of `in_namespaces`.

        Args:
            folder: Empty; becomes its root.
            packages: What it has beyond the packages that every Debian has.

        Raises:
            Stop: it could not be built.
        """
        say(f"Building a bare Debian in {folder}")
        self.folder = folder
        _debootstrap(folder, packages)
        _copy_machine_settings(folder)
        pip_settings = merged_pip_settings(_read_all(_pip_config_files(os.environ)))
        network = machine_variables(os.environ)
        (folder / "etc" / "pip.conf").write_text(pip_config_text(pip_settings), encoding="utf-8")
        _mount_system(folder)
        for path in local_paths([*pip_settings.values(), *network.values()]):
            _show_inside(folder, path)
        self.variables = {**network, "HOME": "/root", "PATH": BARE_PATH, "TERM": "dumb"}

    def command(self, *command: str) -> list[str]:
        """Return the command that runs one inside, as root, in its environment `variables`."""
        return ["chroot", str(self.folder), *command]

    def path(self, inside: str) -> Path:
        """Return where a path of the bare machine is on this one."""
        return self.folder / inside.lstrip("/")


def in_namespaces(places: Places, command: str) -> int:
    """Run a command of tools/dev.py with a folder for a bare machine, in namespaces of its own.

    Args:
        places: The checkout.
        command: A command that takes the folder as its one argument.

    Returns:
        Its exit code; every mount and every process of it is gone then, and the folder too.

    Raises:
        Stop: this is no Debian, or not root.
    """
    if platform.system() != "Linux" or not Path("/etc/debian_version").exists():
        raise Stop("This needs a Debian: it builds another one in a folder.")
    if os.geteuid() != 0:
        raise Stop("This must be root: it uses debootstrap and chroot.")
    ensure_system(BARE_MACHINE_NEEDS)
    folder = Path(tempfile.mkdtemp(prefix="securechat-bare-"))
    folder.chmod(0o755)  # its users must reach what is theirs
    # The namespaces take every mount and every process with them when they end.
    line = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
    line += [sys.executable, str(places.root / "tools" / "dev.py"), command, str(folder)]
    try:
        return run_foreground(line, places, dict(os.environ))
    finally:
        shutil.rmtree(folder)
        say(f"Removed {folder}")


def archive_of(release: str, index_targets: str) -> str:
    """Return the address of the archive that has a release.

    Args:
        release: Code name of a Debian release.
        index_targets: What apt knows of its sources, one a line: address, code name and component,
            divided by tabs.

    Raises:
        Stop: no source of this machine has that release.
    """
    for line in index_targets.splitlines():
        address, codename, component = line.split("\t")
        if (codename, component) == (release, "main"):
            return address
    raise Stop(f"No apt source of this machine has the release {release}.")


def merged_pip_settings(config_texts: Iterable[str]) -> dict[str, str]:
    """Merge pip configuration files, later ones over earlier ones.

    Returns:
        `section.key` → value.
    """
    settings: dict[str, str] = {}
    for text in config_texts:
        parser = configparser.RawConfigParser()
        parser.read_string(text)
        for section in parser.sections():
            settings |= {f"{section}.{key}": value for key, value in parser.items(section)}
    return settings


def pip_config_text(settings: Mapping[str, str]) -> str:
    """Return a pip configuration file with these settings."""
    parser = configparser.RawConfigParser()
    for name, value in sorted(settings.items()):
        section, _, key = name.partition(".")
        if not parser.has_section(section):
            parser.add_section(section)
        parser.set(section, key, value)
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def machine_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that tell pip and OpenSSL how this machine reaches the network."""
    return {
        name: value
        for name, value in environment.items()
        if name in MACHINE_VARIABLES or (name.startswith("PIP_") and name != "PIP_CONFIG_FILE")
    }


def local_paths(values: Iterable[str]) -> list[Path]:
    """Return what settings name on this machine's disk, sorted.

    A file:// address is an index, whose pages link to files beside it: its parent is returned.
    """
    words = {word for value in values for word in value.split()}
    paths = {Path(word) for word in words if word.startswith("/")}
    indexes = {Path(word.removeprefix("file://")) for word in words if word.startswith("file:///")}
    return sorted(paths | {index.parent for index in indexes if index.parent != Path("/")})


def _debootstrap(folder: Path, packages: Sequence[str]) -> None:
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    fields = "$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)"
    targets = output("apt-get", "indextargets", "--format", fields, "Created-By: Packages")
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}"]
    done = subprocess.run(
        [*command, release, str(folder), archive_of(release, targets)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-8:])
        raise Stop(f"debootstrap could not build the bare system:\n{tail}")


def _copy_machine_settings(folder: Path) -> None:
    for name in MACHINE_SETTINGS:
        source, target = Path(name), folder / name.lstrip("/")
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copyfile(source, target)
    # Proxies and other ways of fetching; hooks that call programs of this machine stay out.
    fetching = [
        line for line in output("apt-config", "dump").splitlines() if line[:9] == "Acquire::"
    ]
    settings = folder / "etc" / "apt" / "apt.conf.d" / "99-machine"
    settings.write_text("\n".join(fetching) + "\n", encoding="utf-8")


def _pip_config_files(environment: Mapping[str, str]) -> list[Path]:
    """Return pip's configuration files of this machine and user, in the order pip reads them."""
    config_dirs = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    config_home = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    files = [Path(folder, "pip", "pip.conf") for folder in reversed(config_dirs.split(":"))]
    files += [Path("/etc/pip.conf"), Path.home() / ".pip" / "pip.conf"]
    files += [Path(config_home, "pip", "pip.conf")]
    if environment.get("PIP_CONFIG_FILE"):
        files.append(Path(environment["PIP_CONFIG_FILE"]))
    return files


def _read_all(files: Iterable[Path]) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in files if file.is_file()]


def _mount_system(folder: Path) -> None:
    """Mount what programs expect of a running system."""
    shared_memory = folder / "dev" / "shm"
    shared_memory.mkdir(exist_ok=True)
    _mount("-t", "proc", "proc", str(folder / "proc"))
    _mount("-t", "sysfs", "-o", "ro", "sysfs", str(folder / "sys"))
    _mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", str(shared_memory))
    (folder / "dev" / "pts").mkdir(exist_ok=True)
    _mount("-t", "devpts", "-o", "newinstance,ptmxmode=0666", "devpts", str(folder / "dev" / "pts"))


def _show_inside(folder: Path, path: Path) -> None:
    """Let the bare system read a file or folder of this machine at the same path."""
    target = folder / path.relative_to("/")
    if not path.exists() or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        shutil.copyfile(path, target)
        return
    target.mkdir()
    _mount("--bind", str(path), str(target))
    _mount("-o", "remount,bind,ro", str(target))


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Stop(f"mount {' '.join(arguments)} failed: {done.stderr.strip()}")


def output(*command: str) -> str:
    """Return what a command of this machine writes on standard output.

    Raises:
        Stop: it failed.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Stop(f"{' '.join(command)} failed: {done.stderr.strip()}")
    return done.stdout
