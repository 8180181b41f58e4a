"""Worlds with known truth, and how an engine of verdicts does on them.

truth     what is true of a question, and the grade of an answer (pure)
physics   how the state of the users of a call becomes the curves that they report
stage     a call while it is made up: users, networks, faults
asking    the questions about a call, each with its truth, derived from the faults and from the curves as reported
kinds_*   the kinds of worlds; hidden_kinds is out of sight of whoever builds the engine
judging   the only file that touches the engine
__main__  the confusion table: uv run python -m tests.verdicts
"""
