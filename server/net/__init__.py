"""Sockets: listening, one connection each, and the way from a request to its service."""
