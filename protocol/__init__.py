"""The wire of SecureChat, shared by the desktop app and the relay: values and bytes only.

Nothing here does input or output, reads a clock or draws randomness. `protocol.content`
(what people say to each other) is imported by name and only by the desktop app.
"""
