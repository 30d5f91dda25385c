"""Building the frozen programs with PyInstaller and trying each with its own self-test."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.devkit.child_processes import child_environment
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places
from tools.devkit.speech import Stop, say
from tools.devkit.system_libraries import QT_NEEDS, package_needs

PROGRAMS = ("securechat", "securechat-relay")
SELF_TEST_TIMEOUT_S = 120
STAMP_NAME = "built-from.txt"
SOURCES = ("protocol", "server", "desktop", "resources")


def package(places: Places) -> int:
    """Build dist/securechat and run the self-test of both programs.

    Args:
        places: The checkout to freeze.

    Returns:
        0 if both programs start and find every part of themselves working.

    Raises:
        Stop: the set-up or the build failed, or a program's self-test did.
    """
    ensure_setup(places, "all", QT_NEEDS + package_needs())
    command = [str(places.venv_python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(places.dist.parent), "--workpath", str(places.build / "frozen")]
    built = subprocess.run(
        [*command, "securechat.spec"],
        cwd=places.root,
        env=child_environment(places),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if built.returncode != 0:
        raise Stop("PyInstaller could not build the programs.")
    for name in PROGRAMS:
        _require_self_test(places, name)
    (places.dist / STAMP_NAME).write_text(source_digest(places.root) + "\n", encoding="ascii")
    files = [path for path in places.dist.rglob("*") if path.is_file() and not path.is_symlink()]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    say(f"Built {places.dist}: {size_mb:.0f} MB in {len(files)} files")
    return 0


def ensure_frozen(places: Places) -> None:
    """Build the frozen programs unless those there were made from these very sources.

    Raises:
        Stop: as `package`.
    """
    try:
        built_from = (places.dist / STAMP_NAME).read_text(encoding="ascii").strip()
    except OSError:
        built_from = ""
    if built_from != source_digest(places.root):
        package(places)


def source_digest(root: Path) -> str:
    """Return a digest of every file that goes into the frozen programs."""
    digest = hashlib.sha256()
    paths = [root / "securechat.spec", root / "requirements" / "all.txt"]
    for folder in SOURCES:
        paths += (path for path in sorted((root / folder).rglob("*")) if path.is_file())
    for path in paths:
        if "__pycache__" in path.parts:
            continue
        digest.update(f"{path.relative_to(root).as_posix()}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _require_self_test(places: Places, name: str) -> None:
    program = places.dist / (f"{name}.exe" if sys.platform == "win32" else name)
    say(f"{program.relative_to(places.root)} --self-test")
    with tempfile.TemporaryDirectory(prefix="securechat-self-test-") as home:
        environment = child_environment(
            places, HOME=home, XDG_RUNTIME_DIR=home, QT_QPA_PLATFORM="offscreen"
        )
        tested = subprocess.run(
            [str(program), "--self-test"],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=SELF_TEST_TIMEOUT_S,
            check=False,
        )
    if tested.returncode != 0:
        raise Stop(f"{name} --self-test failed with exit code {tested.returncode}.")
