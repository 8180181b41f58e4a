"""Domain: the values that walk between the rooms, and the meaning of the API's codes."""
