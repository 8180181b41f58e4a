"""Times as people write them, and stretches of time put together."""
