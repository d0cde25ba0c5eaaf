"""What `cocsheets stats` is held against: pandas and gspread loaded, and the sheet read."""

from __future__ import annotations

import pandas as pd

from benches.yardsticks.local import KEY, client

header, *rows = client.open_by_key(KEY).sheet1.get_all_values()
print(len(pd.DataFrame(rows, columns=header)), "rows")
