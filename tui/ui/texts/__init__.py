"""Texts: sentences that several features show, from values."""
