"""Queries: the questions of several features to the store."""
