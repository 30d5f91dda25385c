"""Fixtures of this folder."""

from hypothesis import settings

from tests.helpers.rsa_pool import rsa_pool
from tests.helpers.unproven_chains import unproven_chains

__all__ = ["rsa_pool", "unproven_chains"]

# A deadline would measure what else the machine does at the time.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
