"""The pictures of every view and state: `make screenshots` after something looks otherwise."""

import subprocess

from tools.devkit.child_processes import child_environment
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places
from tools.devkit.system_libraries import QT_NEEDS, TEST_NEEDS


def screenshots(places: Places) -> int:
    """Draw every scene into docs/images/scenes, with the fonts that the tests need.

    Args:
        places: The checkout; only docs/images/scenes changes.

    Returns:
        The exit code of the drawing.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", QT_NEEDS + TEST_NEEDS)
    command = [str(places.venv_python), "-m", "tests.ui.pictures"]
    return subprocess.run(
        command, cwd=places.root, env=child_environment(places), check=False
    ).returncode
