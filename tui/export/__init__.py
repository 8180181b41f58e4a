"""Export: a screen's content as a value (extract), written as text, Markdown, CSV, JSON or a picture. Pure."""
