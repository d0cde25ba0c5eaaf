"""Lists that others send: files of people, such as those who bought a ticket.

Knows file formats, encodings and the columns of such lists. Must not know records, nor Google.
Nothing of a list is kept, logged, or quoted in an error.
"""
