"""Presets, settings and a committee's own schema file."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.records.schema import ColumnSettings, DateOrder, SchemaSettings, load_schema, presets
from cocsheets.records.schemafile import documentation, parse_schema

DATE = '[[columns]]\nkey = "date_reported"\nheader = "When"\nkind = "date"\n'


def test_the_default_is_the_layout_of_2016() -> None:
    """Ten columns and two optional ones, four of them identifying."""
    schema = load_schema()
    assert schema.name == "django-2016"
    assert schema.identifying == ("reporter", "named_subjects", "subject_contacts", "summary")
    assert [column.key for column in schema.columns if column.optional] == [
        "hold_until",
        "hold_reason",
    ]


def test_the_layout_of_2026_identifies_by_the_documents_alone() -> None:
    """Code names in place of names: only the link to the documents leads to a person."""
    assert load_schema(SchemaSettings(preset="django-2026")).identifying == ("documents",)


@pytest.mark.parametrize("name", presets())
def test_presets_load(name: str) -> None:
    """Every bundled preset is sound."""
    assert load_schema(SchemaSettings(preset=name)).name == name


def test_settings_adapt_a_preset() -> None:
    """Headers are renamed, columns added and changed, without touching the rest."""
    schema = load_schema(
        SchemaSettings(
            headers={"expunge_on": "Expunge on"},
            columns={
                "severity": ColumnSettings(
                    header="Severity", kind="choice", values={"minor": (), "serious": ()}
                ),
                "summary": ColumnSettings(required=True),
            },
            date_order=DateOrder.DMY,
            public_reporters=("Event team",),
        )
    )
    expunge, severity, summary = map(schema.column, ("expunge_on", "severity", "summary"))
    assert expunge is not None
    assert expunge.header == "Expunge on"
    assert severity is not None
    assert severity.kind.name == "choice"
    assert summary is not None
    assert summary.required
    assert schema.date_order is DateOrder.DMY
    assert schema.public_reporters == ("Event team",)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (SchemaSettings(preset="django-2017"), "no schema preset"),
        (SchemaSettings(headers={"expunge": "x"}), "does not have"),
        (SchemaSettings(columns={"notes": ColumnSettings(header="Notes")}), "needs a header and"),
        (SchemaSettings(headers={"summary": "named SUBJECTS "}), "the same header"),
        (SchemaSettings(columns={"status": ColumnSettings(identifying=True)}), "cannot identify"),
        (SchemaSettings(columns={"summary": ColumnSettings(kind="date")}), "kind text"),
        (SchemaSettings(columns={"status": ColumnSettings(kind="states")}), "not a kind of column"),
        (SchemaSettings(file="not-there.toml"), "cannot be read"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: SchemaSettings, message: str) -> None:
    """Each slip in the settings has a message of its own."""
    with pytest.raises(ConfigurationError, match=message):
        load_schema(settings)


def test_a_schema_file_replaces_the_preset(tmp_path: Path) -> None:
    """The file is looked for beside the settings."""
    (tmp_path / "ours.toml").write_text('name = "ours"\n' + DATE, encoding="utf-8")
    schema = load_schema(SchemaSettings(file="ours.toml"), base=tmp_path)
    assert [column.header for column in schema.columns] == ["When"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nname = ", "s.toml:2: not TOML"),
        ("\n\nname = !\n", "s.toml:3: not TOML"),
        (DATE, r"s.toml:1: the file needs name"),
        ('name = "x"\nowner = "y"\n' + DATE, r"s.toml:2: unknown key 'owner'"),
        ('name = "x"\n' + DATE + "colour = 1\n", r"s.toml:6: unknown key 'colour'"),
        ('name = "x"\n' + DATE + "required = 1\n", r"s.toml:6: required must be true or false"),
        ('name = "x"\n' + DATE + 'synonyms = "y"\n', r"s.toml:6: synonyms must be a list"),
        ('name = "x"\n' + DATE + "synonyms = [1]\n", r"s.toml:6: synonyms must be a list of texts"),
        ('name = "x"\n[[columns]]\nkey = "a"\n', r"s.toml:2: \[\[columns\]\] needs header"),
        (
            'name = "x"\n' + DATE + '[[columns]]\nkey = "A b"\nheader = "h"\nkind = "text"\n',
            r"s.toml:7: key must be small letters",
        ),
        (
            'name = "x"\n' + DATE + '[[columns]]\nkey = "a"\nheader = "h"\nkind = "texts"\n',
            r"s.toml:9: kind must be one of",
        ),
        (
            'name = "x"\n' + DATE + '[[columns]]\nkey = "a"\nheader = "when"\nkind = "text"\n',
            r"s.toml:6: the same header",
        ),
        (
            'name = "x"\n'
            + DATE
            + '[[columns]]\nkey = "a"\nheader = "h"\nkind = "choice"\n[columns.values]\nb = 1\n',
            r"s.toml:10: each of values must be a list",
        ),
        ('name = "x"\ndate_order = "YDM"\n' + DATE, r"s.toml:2: date_order must be"),
        ('name = "x"\ncolumns = 3\n', r"s.toml:2: columns must be a list"),
        ('name = "x"\n[[columns]]\nkey="a"\nheader="a"\nkind="text"\n', "no column 'date_rep"),
    ],
)
def test_faults_of_a_schema_file_are_named_by_line(text: str, message: str) -> None:
    """Whoever writes the file is led to the line."""
    with pytest.raises(ConfigurationError, match=message):
        parse_schema(text, "s.toml")


def test_all_faults_are_told_at_once() -> None:
    """A file with two slips needs one correction round."""
    text = 'name = "x"\nowner = "y"\n' + DATE + "colour = 1\n"
    with pytest.raises(ConfigurationError) as caught:
        parse_schema(text, "s.toml")
    assert caught.value.message.count("s.toml:") == 2


def test_every_field_of_a_schema_file_is_documented() -> None:
    """The manual's table has each field of the file and of a column."""
    fields = {field for field, _, _, _ in documentation()}
    assert {"name", "date_order", "columns.key", "columns.values"} <= fields
