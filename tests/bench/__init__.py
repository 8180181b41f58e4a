"""Benchmarks: `python -m tests.bench [name …]`. Each module with a `run() -> list[Row]` is one.

Machines are shared and noisy: only ratios within one run, and exact figures (bytes), count.
"""
