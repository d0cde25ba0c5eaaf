"""Start here: `cocsheets.open()` wraps the committee's spreadsheet.

    import cocsheets

    sheet = cocsheets.open()            # settings from the environment, .env, cocsheets.toml
    for finding in sheet.validate().findings:
        print(finding.row, finding.rule, finding.message)

Importing this package costs nothing: gspread, pandas and the rest load when a name is first used.
"""

__version__ = "0.1.0"
