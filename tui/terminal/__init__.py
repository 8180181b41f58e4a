"""Terminal: reads the terminal's bytes as keys, and writes only the cells that changed."""
