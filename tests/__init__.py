"""Tests of Scry; `term.py` and `bench/` are theirs alone."""
