"""Fixtures of this folder."""

from tests.helpers.rsa_pool import rsa_pool
from tests.helpers.unproven_chains import unproven_chains

__all__ = ["rsa_pool", "unproven_chains"]
