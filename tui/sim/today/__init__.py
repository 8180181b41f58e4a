"""Today's edition of the make-believe Agora: the same worlds behind the paths, plans and windows of 2022 and later.

What a call's endpoints say is summed from its sessions and their curves; what the project's endpoints say is summed
from its windows of 20 seconds, in which the 2020 edition's minutes lie.
"""
