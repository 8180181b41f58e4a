"""Domain: the frozen values that pass between the rooms, and the meaning of the API's codes."""
