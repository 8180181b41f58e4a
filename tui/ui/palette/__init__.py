"""Commands: the palette, and what it finds: every binding in force, the names that the store has heard of, themes."""
