"""Whatever a client sends, the sandbox answers like Google: never with a 500."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cocsheets.sandbox.app import App
from cocsheets.sandbox.schema import shape
from cocsheets.sandbox.sheets import batch
from tests.sandbox.direct import ask, new_sheet, put

pytestmark = pytest.mark.filterwarnings("error")
Json = dict[str, Any]

_INDEX = st.sampled_from([-1, 0, 1, 2, 3, 5, 26, 999, 1000, 5000])
_TEXT = st.sampled_from(
    [
        "",
        "A1",
        "Sheet1",
        "Sheet1!A1:B2",
        "=A1",
        "=1/0",
        "=SUM(A1:A3)",
        "={1;2}",
        "x",
        "Ann",
        "2020-01-01",
    ]
) | st.text(max_size=8)
_JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _TEXT
    | st.lists(st.none(), max_size=2)
)
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXT,
    "int": _INDEX,
    "int64": _INDEX,
    "bool": st.booleans(),
    "number": st.floats(allow_nan=False, allow_infinity=False, width=32),
    "any": _JUNK,
}


def _kind(kind: str, message: str, depth: int) -> st.SearchStrategy[Any]:
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind == "mask":
        names = [
            *shape("sheets", "CellData"),
            "*",
            "title",
            "hidden",
            "gridProperties.rowCount",
        ]
        return st.lists(st.sampled_from(names), max_size=3).map(",".join)
    if kind.startswith("enum:"):
        return st.sampled_from(kind[5:].split("|"))
    if kind.startswith("["):
        return st.lists(_kind(kind[1:-1], message, depth + 1), max_size=2)
    if kind.startswith("{"):
        return st.dictionaries(_TEXT, _JUNK, max_size=2)
    return messages(kind, depth + 1)


def messages(name: str, depth: int = 0, *, sound: bool = True) -> st.SearchStrategy[Json]:
    """Bodies of a message; unless sound, with fields of a wrong type."""
    if depth > 6:
        return st.just({})
    fields = {
        key: _kind(kind, name, depth) if sound else _kind(kind, name, depth) | _JUNK
        for key, kind in shape("sheets", name).items()
        if depth < 3 or not kind.startswith(("[", "Chart", "Embedded"))
    }
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def requests(draw: st.DrawFn) -> Json:
    """A request of a kind that the sandbox serves."""
    name = draw(st.sampled_from(sorted(batch.HANDLERS)))
    sound = draw(st.sampled_from([True, True, True, False]))
    body = draw(messages(shape("sheets", "Request")[name], sound=sound))
    if "range" in shape("sheets", shape("sheets", "Request")[name]) and draw(st.booleans()):
        body["range"] = draw(
            st.sampled_from([{}, {"endRowIndex": 2}, {"sheetId": 0, "endColumnIndex": 1}])
        )
    if "fields" in body and draw(st.booleans()):
        body["fields"] = "*"
    return {name: body}


@pytest.fixture(scope="module")
def served() -> tuple[App, str]:
    """An application with one small spreadsheet."""
    app = App()
    key = new_sheet(app)
    put(
        app,
        key,
        "A1:C3",
        [["Ann", 1, "=A1"], ["Bob", 2.5, "x"], [True, "2020-01-01", "={1;2}"]],
        "USER_ENTERED",
    )
    return app, key


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(requests(), min_size=1, max_size=3))
def test_a_batch_of_anything_is_answered(served: tuple[App, str], items: list[Json]) -> None:
    """Any batch ends in 200, in Google's 400 or in a 501 that says what is not served, and the
    sheet can be read afterwards."""
    app, key = served
    status, answer = ask(app, "POST", f"/v4/spreadsheets/{key}:batchUpdate", {"requests": items})
    assert status in (200, 400, 501), answer
    event(f"{status}")
    if status == 501:
        assert "The sandbox does not implement" in answer["error"]["message"]
    if status == 400:
        assert answer["error"]["status"] == "INVALID_ARGUMENT"
    path = f"/v4/spreadsheets/{key}?includeGridData=true&ranges=A1:F9"
    status, answer = ask(app, "GET", path)
    assert status in (200, 400), answer


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["GET", "PUT", "POST", "DELETE", "PATCH"]),
    st.sampled_from(
        [
            "",
            ":batchUpdate",
            "/values:batchGet",
            "/values/{}",
            "/values/{}:append",
            "/values/{}:clear",
            "/values:batchUpdate",
            "/values:batchClear",
            "/developerMetadata:search",
            ":getByDataFilter",
            "/developerMetadata/{}",
            "/sheets/{}:copyTo",
            "/values:batchUpdateByDataFilter",
        ]
    ),
    _TEXT,
    st.dictionaries(
        st.sampled_from(
            [
                "fields",
                "ranges",
                "valueInputOption",
                "valueRenderOption",
                "majorDimension",
                "includeGridData",
            ]
        ),
        _TEXT | st.just("RAW"),
        max_size=3,
    ),
    st.recursive(
        _JUNK,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "values",
                        "range",
                        "requests",
                        "data",
                        "ranges",
                        "dataFilters",
                        "valueInputOption",
                    ]
                ),
                inner,
            )
        ),
    ),
)
def test_any_call_is_answered(
    served: tuple[App, str], method: str, tail: str, name: str, query: dict[str, str], body: Any
) -> None:
    """Any path, query and body is answered, with 501 only for what is no method at all."""
    app, key = served
    from urllib.parse import quote, urlencode

    path = f"/v4/spreadsheets/{key}{tail.format(quote(name, safe=''))}?{urlencode(query)}"
    status, answer = ask(app, method, path, body)
    assert status in (200, 400, 404, 501), answer


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=40)
    | st.text(max_size=20).map(str.encode)
    | st.sampled_from(
        [
            b"{",
            b"[",
            b'{"requests": [',
            b"nul",
            b'{"a": NaN}',
            b'{"requests": {}}',
            b"[[" * 5000,
            b'"x"',
            b"3",
        ]
    )
)
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    """A body that is no JSON object is 400, whatever it is."""
    app = App()
    key = new_sheet(app)
    status, answer = ask(app, "POST", f"/v4/spreadsheets/{key}:batchUpdate", raw=raw)
    assert status == 400
    assert "error" in answer
    json.dumps(answer)
