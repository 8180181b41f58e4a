"""Feeds: how much of the data is there, how old it is, what its requests cost."""
