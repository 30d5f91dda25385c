"""The messenger without a window: account, contacts, conversations, outbox and inbound pipeline."""
