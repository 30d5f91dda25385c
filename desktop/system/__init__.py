"""What the desktop around the app offers, without Qt: its notification service."""
