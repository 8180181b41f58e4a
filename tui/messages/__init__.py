"""Messages: texts that users read, in English and Chinese. One module a screen or a concern."""
