"""Export: what a screen shows as a value (extract), and that value as text, Markdown, CSV, JSON or a picture. Pure."""
