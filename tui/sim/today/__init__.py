"""Today's edition of the make-believe Agora: the same worlds behind the paths, plans and windows of 2022 and later.

A call's endpoints are sums over its sessions and their curves, and so are those of one channel; the project's are sums
over its windows of 20 seconds, three of them to a minute of the 2020 edition.
"""
