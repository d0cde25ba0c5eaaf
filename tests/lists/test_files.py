"""Files of lists: read as they are meant, or refused with what to do; never half understood."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.lists import files, workbooks
from cocsheets.lists.files import read_list, read_stream
from cocsheets.lists.table import ListTable


def read(data: bytes, **options: str) -> ListTable:
    """A list from bytes."""
    return read_stream(io.BytesIO(data), **options)


def refused(data: bytes, **options: str) -> ConfigurationError:
    """Why bytes are not a list; it always says that nothing was compared."""
    with pytest.raises(ConfigurationError) as caught:
        read(data, **options)
    assert "Nothing was compared." in caught.value.message
    return caught.value


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """An XLSX file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        made = book.create_sheet(title)
        for row in rows:
            made.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_of_texts_are_read(separator: str, encoding: str) -> None:
    """Whatever separates the columns, and however spreadsheets save it."""
    text = f"Name{separator}Mail\r\nZoë 例{separator}zoe@example.org\r\n\r\nBo{separator}\r\n"
    table = read(text.encode(encoding))
    assert [list(row) for row in table.rows] == [
        ["Name", "Mail"],
        ["Zoë 例", "zoe@example.org"],
        [],
        ["Bo", ""],
    ]


def test_a_separator_that_is_stated_is_believed() -> None:
    """Spreadsheets write `sep=;` in the first line, which is a line of the file all the same."""
    table = read(b"sep=;\nName;Mail\nA B;a@example.org\n")
    assert [list(row) for row in table.rows] == [[], ["Name", "Mail"], ["A B", "a@example.org"]]


def test_one_person_a_line() -> None:
    """A list without columns has one."""
    table = read(b"Ada Example <ada@example.org>\nBo Sample\n")
    assert [list(row) for row in table.rows] == [["Ada Example <ada@example.org>"], ["Bo Sample"]]


def test_a_cell_may_have_lines_of_its_own() -> None:
    """Rows are counted as a spreadsheet counts them, not as lines."""
    table = read(b'Name,Note\nA B,"one\ntwo"\nC D,x\n')
    assert [row[0] for row in table.rows] == ["Name", "A B", "C D"]


def test_western_windows_files_are_read_with_a_remark() -> None:
    """An old encoding is guessed only where it is likely, and that is said."""
    table = read("Name,Mail\nJörg Müller,j@example.org\n".encode("cp1252"))
    assert table.cell(1, 0) == "Jörg Müller"
    assert "--encoding" in table.remark


def test_an_encoding_can_be_named() -> None:
    """What cannot be told is asked for, and then believed."""
    data = "Имя,Почта\nЮлия Щербакова,j@example.org\n".encode("cp1251")
    assert "--encoding" in refused(data).hint
    assert read(data, encoding="cp1251").cell(1, 0) == "Юлия Щербакова"
    assert "not in the encoding" in refused(data, encoding="utf-8").message
    with pytest.raises(ConfigurationError, match="no encoding"):
        read(data, encoding="nonsense")


def test_mixed_encodings_are_refused() -> None:
    """Half a list in another encoding would hide names."""
    data = "Name\nZoë Example\n".encode() + "Jörg Müller\n".encode("cp1252")
    error = refused(data)
    assert "mixes encodings" in error.message
    assert "line 3" in error.message


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08 ...", "packed"),
        (b"<html><body>", "web page"),
        (b"a,b\0c\n", "not text"),
        (b"PK\x03\x04 broken", "broken"),
        (b'Name,Mail\n"A B,a@example.org\n' + b"x,y\n" * 40, "quotation mark"),
    ],
)
def test_what_is_no_list_is_named(data: bytes, what: str) -> None:
    """A broken file, or one with a password, is told apart and says what to do."""
    error = refused(data)
    assert what in error.message
    assert error.hint


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    """200 MB are no list of people."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(ConfigurationError, match="larger than 50 MB"):
        read_list(path)


def test_a_list_with_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are limited too."""
    monkeypatch.setattr(files, "MOST_ROWS", 5)
    assert "rows" in refused(b"a,b\n" * 6).message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Missing files and folders are errors like any other."""
    with pytest.raises(ConfigurationError, match="There is no file"):
        read_list(tmp_path / "none.csv")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_list(tmp_path)


# --- XLSX -------------------------------------------------------------------------------------


def test_a_workbook_is_read() -> None:
    """Stored values as texts, rows where they are."""
    table = read(workbook(("People", [["Name", "No"], ["Ada Example", 12.0], [], ["Bo", None]])))
    assert [list(row)[:2] for row in table.rows if any(row)] == [
        ["Name", "No"],
        ["Ada Example", "12"],
        ["Bo"],
    ]
    assert table.cell(3, 0) == "Bo"


def test_several_worksheets_are_a_question() -> None:
    """A second worksheet with people is not passed over in silence."""
    data = workbook(("One", [["Name"], ["A B"]]), ("Two", [["Name"], ["C D"]]), ("None", []))
    assert "2 worksheets" in refused(data).message
    assert read(data, worksheet="Two").cell(1, 0) == "C D"
    assert "no worksheet" in refused(data, worksheet="Three").message
    with pytest.raises(ConfigurationError, match="Only an XLSX file"):
        read(b"a,b\n", worksheet="One")


def test_formulas_are_never_calculated() -> None:
    """A formula without a stored value is refused, however deep it is: a name may be missing."""
    bomb = "=" + "(" * 60 + 'REPT("x",32767)' + ")" * 60
    error = refused(workbook(("People", [["Name"], ["Ada Example"], [bomb]])))
    assert "A3" in error.message
    assert "REPT" not in error.message


def test_cells_that_are_merged_over_rows_are_remarked() -> None:
    """One address for two people is that of the first row alone, so the reader is told."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Name", "E-Mail"], ["Ada Example", "a@example.org"], ["Bo Sample", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.active.merge_cells("C1:D1")
    out = io.BytesIO()
    book.save(out)
    assert "over several rows (B2:B3)" in read(out.getvalue()).remark


def test_a_bomb_of_zeros_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to gigabytes is refused by its own table of contents."""
    monkeypatch.setattr(workbooks, "_MOST_UNPACKED", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 200_000)
    assert "unpacks" in refused(out.getvalue()).message


def test_another_packed_file_is_no_workbook() -> None:
    """A ZIP file of something else is told apart."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "packed file" in refused(out.getvalue()).message


def test_a_workbook_that_is_cut_off_is_broken() -> None:
    """Half a download is refused."""
    data = workbook(("People", [["Name"], ["Ada Example"]]))
    assert "broken" in refused(data[: len(data) // 2]).message


def test_without_the_library_it_says_which_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """XLSX needs an extra, and the error names it."""
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert "cocsheets[screen]" in refused(b"PK\x03\x04").hint


def test_a_list_does_not_show_itself() -> None:
    """Contents of a list are in no `repr`."""
    assert "Ada" not in repr(read(b"Name,Mail\nAda Example,a@example.org\n"))
