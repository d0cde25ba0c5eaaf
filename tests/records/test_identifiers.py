"""What identifies a person, and what is nobody's."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cocsheets.records.identifiers import Identifier, Kind, in_contact, in_subject
from cocsheets.records.nobody import is_placeholder
from cocsheets.records.shared import Nobody


def told(found: tuple[Identifier, ...]) -> set[str]:
    """Identifiers as `KIND text`."""
    return {f"{item.kind.name} {item.text}" for item in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Fixture", {"NAME ada fixture"}),
        ("  ADA\u00a0 Fixture ", {"NAME ada fixture"}),
        ("Ada\u200b Fixture", {"NAME ada fixture"}),
        ("Jose\u0301 Sample", {"NAME jos\u00e9 sample"}),
        ("Ada O\u2019Fixture", {"NAME ada o'fixture"}),
        ("J.Smith Fixture", {"NAME j.smith fixture"}),
        ("李 明", {"NAME 李 明"}),
        ("Ada", set()),
        ("Ada 2", set()),
        ("007", set()),
        ("Expunged", set()),
        ("@Ada_F", {"HANDLE ada_f"}),
        ("Ada Fixture <Ada@Example.org>", {"NAME ada fixture", "EMAIL ada@example.org"}),
        ("Ada Fixture (@ada_f)", {"NAME ada fixture", "HANDLE ada_f"}),
    ],
)
def test_subjects(text: str, expected: set[str]) -> None:
    """A person named gives a full name of two words, or addresses and handles; never one word."""
    assert told(in_subject(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada@Example.ORG", {"EMAIL ada@example.org"}),
        ("mailto:ada@example.org", {"EMAIL ada@example.org"}),
        ("ada@example.org\u200b", {"EMAIL ada@example.org"}),
        ("a.d.a+coc@GoogleMail.com", {"EMAIL ada@gmail.com"}),
        ("a.d.a+coc@example.org", {"EMAIL a.d.a+coc@example.org"}),
        ("rik@xn--bcher-kva.example", {"EMAIL rik@bücher.example"}),
        ("rik@BÜCHER.example", {"EMAIL rik@bücher.example"}),
        ("ada@example.org (work)", {"EMAIL ada@example.org"}),
        ("https://www.Example.org:443/u/Ada/", {"URL example.org/u/ada"}),
        ("http://example.org/u/%61da#about", {"URL example.org/u/ada"}),
        ("example.org/u/ada", {"URL example.org/u/ada"}),
        ("https://example.org:8443/ada", {"URL example.org:8443/ada"}),
        ("https://example.org/profile?id=12&utm_source=x", {"URL example.org/profile?id=12"}),
        ("https://x.com/ada", {"URL twitter.com/ada"}),
        ("https://social.example/@Ada", {"HANDLE ada@social.example"}),
        ("@Ada@social.example", {"HANDLE ada@social.example"}),
        ("ada.example.org", {"URL ada.example.org"}),
        ("Slack: @ada", {"HANDLE ada"}),
        ("@private", {"HANDLE private"}),
        ("ada_f", set()),
        ("profile", set()),
        ("Website", set()),
        ("private", set()),
        ("GitHub", set()),
        ("see_below", set()),
        ("ticket#42", set()),
        ("screenshot.png", set()),
        ("none", set()),
        ("N/A", set()),
        ("Expunged", set()),
        ("+44 0000 000000", set()),
        ("+440000000000", set()),
        ("see the thread", set()),
        ("http://[broken", set()),
    ],
)
def test_contacts(text: str, expected: set[str]) -> None:
    """Spellings of one address come out equal; what is no address gives nothing."""
    assert told(in_contact(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://code.example.org/team/project/issues/5",
        "https://social.example/@ada/1234567",
        "https://twitter.com/ada/status/1",
        "https://events.example.org/event/17",
        "https://github.com",
        "noreply@example.org",
        "users@lists.example.org",
        "https://forum.example.org/t/rules/4",
    ],
)
def test_threads_and_events_are_nobody(text: str) -> None:
    """Addresses under which many people meet identify nobody."""
    nobody = Nobody()
    assert in_contact(text)
    assert all(item in nobody for item in in_contact(text))


def test_settings_add_to_what_is_nobody() -> None:
    """Patterns of the settings are read like addresses, scheme and all, and only add."""
    nobody = Nobody(["https://www.forum.example.org/room/*", "*@Discuss.example.org"])
    for text in (
        "forum.example.org/room/rules",
        "users@discuss.example.org",
        "https://code.example.org/x/pull/9",
    ):
        assert all(item in nobody for item in in_contact(text))
    assert all(item in nobody for item in in_subject("Unknown attendee"))
    assert not any(item in nobody for item in in_contact("ada@example.org"))


_SHAPES = st.text("ab/[]!*?@", max_size=8)


@given(_SHAPES.map(lambda shape: f"a{shape}"), st.text("ab/[]@", max_size=6))
@example("*[/-]b", "ab/b")
@example("a[]/]b", "a]b")
def test_what_is_nobody_is_matched_as_shells_do(shape: str, text: str) -> None:
    """How the patterns are sorted and put together for speed changes nothing."""
    item = Identifier(Kind.HANDLE, text)
    wanted = fnmatch.fnmatchcase(text, shape.rstrip("/"))
    assert (item in Nobody([shape])) == (wanted or item in Nobody())


@given(
    st.lists(st.sampled_from(["ada", "Nobody", "no", "n/a", "x", "t", "vô", "danh", "(a)"])).map(
        " ".join
    )
)
def test_most_names_are_told_from_placeholders_by_their_first_word(text: str) -> None:
    """With a space in front, the whole text is looked at, with the same answer."""
    assert is_placeholder(text) == is_placeholder(f" {text}")


@given(st.text("ab0/.-_", max_size=12), st.sampled_from(["copper-lantern", "example", "x.y"]))
def test_plain_urls_take_a_shorter_way_to_the_same(path: str, host: str) -> None:
    """With a space in front, a URL is read the long way."""
    url = f"https://{host}.org/{path}"
    assert in_contact(url) == in_contact(f" {url}")


def test_identifiers_hide_their_text() -> None:
    """An identifier can be logged without saying whom it identifies."""
    assert "ada" not in repr(Identifier(Kind.NAME, "ada fixture"))


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    """No cell content raises, and reading does not depend on case or space around it."""
    assert in_subject(f"  {text} ") == in_subject(text)
    assert in_contact(f"  {text} ") == in_contact(text)


@given(
    st.from_regex(
        "[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9]{0,5}( [A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9]{0,5}){0,3}", fullmatch=True
    )
)
@example("Zoë Weiß")
@example("Una Fixture")
@example("Nobody Else")
@example("Speaker Rik of Utrecht")
@example("Two Speakers from Utrecht")
@example("Ada aka Rik Sample")
def test_plain_names_are_read_like_any(name: str) -> None:
    """Punctuation after a name, or a wider space in it, leads to the same person."""
    assert in_subject(name) == in_subject(f"{name},") == in_subject(name.replace(" ", "\u3000"))


_HOST = "([A-Za-z0-9]{1,3}(-[A-Za-z0-9]{1,3})?[.]){1,3}[A-Za-z]{2,5}"


@given(st.from_regex(f"[A-Za-z0-9.+_-]{{1,8}}@{_HOST}", fullmatch=True))
@example("A.da+coc@GoogleMail.com")
@example("rik@xn--bcher-kva.example")
def test_plain_addresses_are_read_like_any(address: str) -> None:
    """Words around an address lead to the same person."""
    assert in_contact(address) == in_contact(f"mail: <{address}>")


@given(st.from_regex(f"{_HOST}/[A-Za-z0-9_/-]{{0,9}}", fullmatch=True))
@example("www.X.com/Ada")
@example("www.example/ada")
@example("xn--bcher-kva.example/u/")
def test_plain_urls_are_read_like_any(address: str) -> None:
    """A fragment or the usual port leads to the same page."""
    host, _, path = address.partition("/")
    plain = in_contact(f"https://{address}")
    assert plain == in_contact(f"https://{address}#about")
    assert plain == in_contact(f"HTTPS://{host}:443/{path}")


@pytest.mark.parametrize(
    "typed",
    [
        "n/a",
        "n.a.",
        "Not known",
        "Unknown  person",
        "no name",
        "-",
        "Redacted Person",
        "[redacted]",
        "*** REDACTED ***",
        "Two people",
        "2 people",
        "Name expunged",
        "name withheld",
        "Anonymous",
        "Unbekannt",
        "zwei Personen",
        "Name entfernt",
        "personne inconnue",
        "deux personnes",
        "persona desconocida",
        "pessoa desconhecida",
        "persona sconosciuta",
        "onbekende persoon",
        "okänd person",
        "nieznana osoba",
        "неизвестный участник",
        "匿名",
        "알 수 없음",
        "مجهول",
        "Nombre expurgado",
        "Nom anonymisé",
        "An attendee of PyCon",
        "Two people from the audience",
        "ein Teilnehmer aus Berlin",
        "un participante de la charla",
    ],
)
def test_placeholders_identify_nobody(typed: str) -> None:
    """Two reports about nobody in particular are not about the same person."""
    assert in_subject(typed) == in_contact(typed) == ()
