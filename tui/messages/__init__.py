"""Messages: the texts for users, in English and Chinese. One module for each screen or concern."""
