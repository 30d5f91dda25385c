"""Each measured system whole: its server with the pairs that are connected to it."""
