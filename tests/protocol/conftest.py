"""Fixtures of this folder."""

from hypothesis import settings

from tests.helpers.rsa_pool import rsa_pool

__all__ = ["rsa_pool"]

# A deadline would measure what else the machine does at the time.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
