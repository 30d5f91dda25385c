"""`make fresh`: the evidence that the committed tree works on a bare Debian with Python 3 and make.

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
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.devkit.child_processes import run_foreground
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say
from tools.devkit.system_libraries import FRESH_NEEDS, ensure_system

BARE_PACKAGES = ("python3", "make", "ca-certificates")
COMMANDS = ("make demo", "make test")
TREE_IN_CHROOT = Path("root/securechat")
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


def fresh(places: Places) -> int:
    """Build a bare Debian in a temporary folder and run demo and tests of the committed tree in it.

    Args:
        places: The checkout; what is not committed does not take part.

    Returns:
        0 only if every command passed; the demo's pictures are copied to build/fresh.

    Raises:
        Stop: this is no Debian, not root, or the bare system cannot be built.
    """
    if platform.system() != "Linux" or not Path("/etc/debian_version").exists():
        raise Stop("make fresh needs a Debian: it builds another one in a folder.")
    if os.geteuid() != 0:
        raise Stop("make fresh must be root: it uses debootstrap and chroot.")
    ensure_system(FRESH_NEEDS)
    folder = Path(tempfile.mkdtemp(prefix="securechat-fresh-"))
    # The namespaces take every mount and every process with them when they end.
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
    command += [sys.executable, str(places.root / "tools" / "dev.py"), "fresh-inside", str(folder)]
    try:
        return run_foreground(command, places, dict(os.environ))
    finally:
        shutil.rmtree(folder)
        say(f"Removed {folder}")


def fresh_inside(places: Places, folder: Path) -> int:
    """Do the work of `fresh` inside its namespaces.

    Args:
        places: The checkout.
        folder: Empty; becomes the root of the bare system.

    Returns:
        0 only if every command passed.

    Raises:
        Stop: the bare system could not be built.
    """
    say(f"Building a bare Debian in {folder}")
    _debootstrap(folder)
    _copy_machine_settings(folder)
    pip_settings = merged_pip_settings(_read_all(_pip_config_files(os.environ)))
    variables = machine_variables(os.environ)
    (folder / "etc" / "pip.conf").write_text(pip_config_text(pip_settings), encoding="utf-8")
    _mount_system(folder)
    for path in local_paths([*pip_settings.values(), *variables.values()]):
        _show_inside(folder, path)
    _unpack_committed_tree(places, folder / TREE_IN_CHROOT)
    results = [(command, *_run_inside(folder, command, variables)) for command in COMMANDS]
    _keep_pictures(folder / TREE_IN_CHROOT / "build" / "demo", places.build / "fresh")
    for command, exit_code, seconds in results:
        say(f"{command}: exit code {exit_code} after {seconds:.0f} s on the bare machine")
    return 1 if any(exit_code for _, exit_code, _ in results) else 0


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


def _debootstrap(folder: Path) -> None:
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    fields = "$(REPO_URI)\t$(CODENAME)\t$(COMPONENT)"
    targets = _output("apt-get", "indextargets", "--format", fields, "Created-By: Packages")
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(BARE_PACKAGES)}"]
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
        line for line in _output("apt-config", "dump").splitlines() if line[:9] == "Acquire::"
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


def _unpack_committed_tree(places: Places, target: Path) -> None:
    commit = _output("git", "-C", str(places.root), "rev-parse", "--short", "HEAD").strip()
    say(f"Copying the committed tree, {commit}")
    archive = ["git", "-C", str(places.root), "archive", "--format=tar", "HEAD"]
    packed = subprocess.run(archive, capture_output=True, check=True).stdout
    target.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", str(target)], input=packed, check=True)


def _run_inside(folder: Path, command: str, variables: Mapping[str, str]) -> tuple[int, float]:
    say(f"\n=== {command} on the bare machine")
    started = time.monotonic()
    script = f"cd /{TREE_IN_CHROOT} && exec {command}"
    environment = {**variables, "HOME": "/root", "PATH": BARE_PATH, "TERM": "dumb"}
    done = subprocess.run(
        ["chroot", str(folder), "/bin/sh", "-c", script],
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, time.monotonic() - started


def _keep_pictures(made: Path, kept: Path) -> None:
    if made.is_dir():
        shutil.copytree(made, kept, dirs_exist_ok=True)
        say(f"The demo's pictures are in {kept}")


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Stop(f"{' '.join(command)} failed: {done.stderr.strip()}")
    return done.stdout
