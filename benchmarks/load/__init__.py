"""The clients of the relay's measurement: lean, so that the server is what is measured."""
