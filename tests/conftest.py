"""What every test run shares: Hypothesis profiles, and the end of its RSA keys."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.rsa_pool import run_pool_folder

settings.register_profile(
    "ci",
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the run's RSA keys once its last process ends."""
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(run_pool_folder(), ignore_errors=True)
