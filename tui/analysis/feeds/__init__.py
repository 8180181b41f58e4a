"""Feeds: the known part of the data, its age, the cost of its requests."""
