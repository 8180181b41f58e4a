"""The edition of the reference: its endpoints with their limits, and its wire."""
