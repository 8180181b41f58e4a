"""The contract of a store: what holds for each implementation of the protocols, asked through them alone."""
