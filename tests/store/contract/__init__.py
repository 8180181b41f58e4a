"""The contract of a store: conditions on every implementation, tested through the two protocols alone."""
