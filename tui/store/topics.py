"""Topics: the changes, counted so that every process on the store can find those that it has not seen yet.

`series:<endpoint>`, `diagnoses`, `alarms`, `alerts`, `calls`, `call:<id>`, `figures`, `usage`, `ledger`, `reports`,
`notes`. A
change takes the project's next number and leaves it at its topic, in the transaction of the change itself.
"""

# Told by the watcher, in no table: the file is gone or is another one.
LOST = "store:lost"
