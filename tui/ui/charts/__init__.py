"""Charts: curves as lines of text with roles, from points and a size; plotext (canvas.py) is the only library."""
