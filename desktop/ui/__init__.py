"""The window: views, models, delegates, dialogs; knows records and requests, no store or socket."""
