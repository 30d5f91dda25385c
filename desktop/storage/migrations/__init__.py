"""Every step of the schema, numbered from 1; a released step is never changed."""

from desktop.storage.migration_runner import Migration
from desktop.storage.migrations import m0001_first_conversation

MIGRATIONS = (Migration(number=1, apply=m0001_first_conversation.apply),)
