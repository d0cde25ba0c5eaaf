"""Real failures of others' tools, one module a kind, as a person with a spreadsheet meets them.

Black box: unmodified gspread makes the sheet, `python -m cocsheets` works on it as a process.
"""
