"""Bundles: one file with a stretch of a project's time, written from a store, and the store that a replay reads."""
