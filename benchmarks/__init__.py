"""Measurements of what must stay fast or small; they judge nothing but print their limits."""
