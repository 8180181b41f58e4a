"""The glossary compared with the reference, and with itself."""
