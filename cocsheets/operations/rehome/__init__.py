"""Moving a spreadsheet to a fresh copy without version history."""
