"""The relay: holds sealed envelopes until their device acknowledges them, and knows no sender."""
