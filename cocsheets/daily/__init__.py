"""The daily job: when it is due, what is kept about it, what an earlier run found, and its absence.

Knows local days, files on this machine and the ledger. Must not know what the job does.
"""
