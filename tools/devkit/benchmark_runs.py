"""Running the measurements of benchmarks/ in the project's environment."""

import subprocess

from tools.devkit.child_processes import child_environment
from tools.devkit.environment import ensure_setup
from tools.devkit.places import Places


def bench_crypto(places: Places) -> int:
    """Measure what one message costs in time and bytes, and print it as a table.

    Returns:
        The exit code of the measurement; its figures are judged by who reads them.

    Raises:
        Stop: the set-up failed.
    """
    ensure_setup(places, "all", ())
    command = [str(places.venv_python), "-m", "benchmarks.crypto"]
    environment = child_environment(places)
    return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode
