"""A store in plain dicts and lists: the protocols without SQL, a second one for the tests of the contract."""
