"""Small file systems in files that are mounted through loop devices; needs root and Linux."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

TOOL_TIMEOUT_S: Final = 60.0

OPTIONS: Final = "loop,commit=600"
"""The file system writes nothing of its own accord for ten minutes: what reaches the image does so
because somebody asked for it."""


def make_image(image: Path, *, size_mib: int) -> None:
    """Make an empty ext4 file system in a file.

    Raises:
        AssertionError: this machine cannot mount one, in a sentence.
    """
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        raise AssertionError("This test needs root and loop devices; it cannot be done without.")
    with image.open("wb") as file:
        file.truncate(size_mib * 1024 * 1024)
    _run("mkfs.ext4", "-q", "-F", str(image))


@contextmanager
def mounted(image: Path, folder: Path) -> Iterator[Path]:
    """Mount an image on a new folder until the block ends; journals are replayed.

    Raises:
        AssertionError: it cannot be mounted.
    """
    folder.mkdir()
    _run("mount", "-o", OPTIONS, str(image), str(folder))
    try:
        yield folder
    finally:
        _run("umount", str(folder))


def pull_the_plug(image: Path, copy: Path) -> None:
    """Write what stands in an image now to another one, without asking anybody to flush anything.

    What the file system above has not written is not in the copy, as after a loss of power.
    """
    shutil.copyfile(image, copy)


def _run(*command: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=TOOL_TIMEOUT_S, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
