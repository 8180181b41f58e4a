"""Charts: what is drawn is what was measured."""
