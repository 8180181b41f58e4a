"""Exit statuses of the contract."""

DONE = 0
FAILED = 1
WRONG = 2
REFUSED = 3
FOUND = 4
INTERRUPTED = 130
