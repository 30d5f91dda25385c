"""RSA-3072 keys for tests: each is made once per run and shared by all workers of the run.

Making one takes up to half a second, and no test cares which key it has, as long as two keys that
must differ do.
"""

import os
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest

from desktop.crypto.rsa_keys import PRIMES_BYTES, generate_primes


class RsaPool:
    """Numbered RSA keys; the same number is the same key for the whole run.

    Runs that follow in one process, or in children of it, share them too: `make mutants` has
    thousands.
    """

    _cache: ClassVar[dict[int, bytes]] = {}

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def primes(self, number: int) -> bytes:
        """Return the primes of a key, made at the first call of any worker.

        Args:
            number: Any number from 0; use small ones, so that few keys are made.

        Returns:
            384 bytes, as `load_primes` takes them.
        """
        if number not in self._cache:
            self._cache[number] = self._load_or_make(self._folder / f"rsa-{number}.primes")
        return self._cache[number]

    def _load_or_make(self, path: Path) -> bytes:
        if not path.exists():
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as draft:
                draft.write(generate_primes())
            try:
                os.link(draft.name, path)  # the first worker wins, and no half file is ever seen
            except FileExistsError:
                pass
            finally:
                Path(draft.name).unlink()
        primes = path.read_bytes()
        assert len(primes) == PRIMES_BYTES
        return primes


def run_pool() -> RsaPool:
    """Return the pool of this run; all workers share it."""
    folder = run_pool_folder()
    folder.mkdir(exist_ok=True, mode=0o700)
    return RsaPool(folder)


def run_pool_folder() -> Path:
    """Return where `run_pool` keeps its keys; the same in every worker of a run."""
    # Workers are children of the run's first process, which is also the one that cleans up.
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return Path(tempfile.gettempdir()) / f"securechat-rsa-pool-{run}"


@pytest.fixture(scope="session")
def rsa_pool() -> RsaPool:
    """Keys shared by all workers of this run."""
    return run_pool()
