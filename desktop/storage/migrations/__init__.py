"""Every step of the schema, numbered from 1; a released step is never changed."""

from desktop.storage.migration_runner import Migration
from desktop.storage.migrations import (
    m0001_first_conversation,
    m0002_relations,
    m0003_sessions_over_time,
    m0004_composer,
    m0005_search,
    m0006_relay_keys,
    m0007_details,
    m0008_expired_keys,
    m0009_key_chains,
)

MIGRATIONS = (
    Migration(number=1, apply=m0001_first_conversation.apply),
    Migration(number=2, apply=m0002_relations.apply),
    Migration(number=3, apply=m0003_sessions_over_time.apply),
    Migration(number=4, apply=m0004_composer.apply),
    Migration(number=5, apply=m0005_search.apply),
    Migration(number=6, apply=m0006_relay_keys.apply),
    Migration(number=7, apply=m0007_details.apply),
    Migration(number=8, apply=m0008_expired_keys.apply),
    Migration(number=9, apply=m0009_key_chains.apply),
)
