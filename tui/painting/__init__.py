"""Painting: what becomes of a frame on its way to the terminal, which shows most of it already."""
