"""What ends a measurement: one sentence about what did not happen."""


class MeasurementFailed(Exception):
    """A server is missing, did not start, refused something or was too slow; the text says so."""
