"""Charts: curves as lines of text with roles, from points and a size; no terminal library but plotext (canvas.py)."""
