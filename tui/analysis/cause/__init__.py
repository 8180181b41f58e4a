"""The cause of the trouble of a receiver: a verdict on each pair of a call, with its evidence."""
