"""Names apart from cases: code names in the records, names in the identity spreadsheet."""
