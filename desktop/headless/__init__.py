"""The messenger without a window: a command line for scripts and bots, by lines of JSON."""
