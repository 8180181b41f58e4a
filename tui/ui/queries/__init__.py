"""Queries: what several features ask the store."""
