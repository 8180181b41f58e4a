"""Palette: finds by name the bindings in force, the names in the store, and the themes."""
