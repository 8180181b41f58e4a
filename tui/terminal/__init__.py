"""terminal: the bytes that the terminal sends, cut into tokens, and the tokens told as Textual's events."""
