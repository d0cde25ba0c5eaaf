"""The request kinds of `spreadsheets.batchUpdate`, a module for each family.

Each module has `HANDLERS`: kind to function. A function takes the edit and the request's body,
changes the edit's copy, and gives the reply's body, or None for an empty reply. Where a request
cannot be carried out it raises; the caller names the request.
"""
