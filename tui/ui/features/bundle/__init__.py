"""Bundle: a stretch of time, as it is on screen, into one file."""
