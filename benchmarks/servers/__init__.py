"""The servers that are measured, each started with a home of its own on one processor."""
