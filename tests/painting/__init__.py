"""Painting: what is sent of a frame leaves the terminal as all of it would."""
