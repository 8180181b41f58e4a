"""Calls: their list, their sessions and pairs, their timeline, and how much of them is known."""
