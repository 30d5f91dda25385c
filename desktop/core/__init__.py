"""The messenger without a window: accounts, contacts, conversations, outbox and inbound pipeline."""
