"""Sheets' side: cells, sheets, the requests of `batchUpdate` and the values calls."""
