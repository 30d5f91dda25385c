"""Dialogs: they ask the person and emit the answer."""
