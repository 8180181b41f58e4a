"""UI: everything that draws."""
