"""Editions: one folder for each published edition of the API."""
