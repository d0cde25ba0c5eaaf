"""What an idle `cocsheets sync` is held against: its two requests, and nothing done with them."""

from __future__ import annotations

from typing import Any

from benches.yardsticks.local import DRIVE, KEY, SHEETS, client

FILE = (
    "name,id,mimeType,trashed,driveId,parents,owners(emailAddress,permissionId),writersCanShare,"
    "permissions(id,type,role,emailAddress,domain,displayName,deleted,permissionDetails)"
)
CELLS = (
    "spreadsheetId,properties(title,locale,timeZone),developerMetadata,namedRanges(name),"
    "sheets(properties,merges,tables,protectedRanges,data(rowMetadata(hiddenByUser,hiddenByFilter),"
    "rowData(values(userEnteredValue,effectiveValue,effectiveFormat(numberFormat(type)),note,"
    "userEnteredFormat(textFormat(link)),textFormatRuns,chipRuns,dataValidation,pivotTable))))"
)
http = client.http_client
drive: dict[str, Any] = {"fields": FILE, "supportsAllDrives": "true"}
file = http.request("get", f"{DRIVE}/drive/v3/files/{KEY}", params=drive).json()
cells: dict[str, Any] = {"fields": CELLS, "prettyPrint": "false"}
book = http.request("get", f"{SHEETS}/v4/spreadsheets/{KEY}", params=cells).json()
print(len(book["sheets"][0]["data"][0]["rowData"]), "rows,", len(file["permissions"]), "may enter")
