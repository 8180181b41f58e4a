"""Charts: the drawing shows the measurement."""
