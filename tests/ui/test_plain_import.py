"""Modules that are imported after PySide are not read again as text."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import builtins
from desktop.ui.plain_import import use_plain_import
features = builtins.__feature_import__
assert builtins.__import__ is features, "PySide no longer replaces it: plain_import can go"
use_plain_import()
assert builtins.__import__ is not features
import linecache
linecache.clearcache()
import desktop.window_start
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(["", "-platform", "offscreen"])
QWidget().show()
print(sorted(name for name in linecache.cache if "desktop" in name))
"""


def test_modules_are_not_read_as_text() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
