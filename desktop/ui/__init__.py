"""The window: views, models, delegates and dialogs; knows records and requests, no store and no socket."""
