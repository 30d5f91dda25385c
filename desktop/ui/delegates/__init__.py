"""Painters of list rows: they measure and paint, and keep no state but caches."""
