"""Pages and panes of the window: they show records and emit requests."""
