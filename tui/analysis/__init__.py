"""Analysis: pure functions from records to findings, with their working."""
