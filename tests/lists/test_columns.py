"""Columns of lists: those of the usual ticket systems are found without a word from anybody."""

from __future__ import annotations

import pytest

from cocsheets.errors import ConfigurationError
from cocsheets.lists.columns import Part, find_columns
from cocsheets.lists.people import attendees
from cocsheets.lists.table import ListTable
from cocsheets.records.attendees import Attendee


def table(*lines: str) -> ListTable:
    """A list with `|` between its cells."""
    return ListTable([line.split("|") for line in lines])


def people(found: ListTable, chosen: dict[str, Part] | None = None) -> list[Attendee]:
    """Everybody on a list."""
    return list(attendees(found, find_columns(found, chosen)))


def told(person: Attendee) -> tuple[int, tuple[str, ...], set[str], set[str]]:
    """What a list says of somebody."""
    return (
        person.row,
        person.names,
        {item.text for item in person.identifiers},
        {item.text for item in person.payer},
    )


PRETIX = table(
    "Event slug|Order code|Position ID|Status|Email|Phone number|Order date|Order time"
    "|Product|Variation"
    "|Price|Tax rate|Tax rule|Tax value|Attendee name|Attendee name: Given name"
    "|Attendee name: Family name|Attendee email|Company|Address|ZIP code|City|Country|State"
    "|Voucher"
    "|Pseudonymization ID|Seat ID|Order comment|Twitter handle|Invoice address name",
    "conf|ABCDE|1|Paid|pays@example.org||2026-01-02|10:00|Conference Ticket|Regular|100|19|VAT|16"
    "|Ada Example|Ada|Example|ada@example.org|Acme Corp|Road 1|1234|Big City|NL|||XYZ|||@ada_e"
    "|Some Payer",
    "conf|ABCDE|2|Paid|pays@example.org||2026-01-02|10:00|Conference Ticket|Regular|100|19|VAT|16"
    "|Bo Sample|Bo|Sample||Acme Corp|Road 1|1234|Big City|NL|||XYW||||Some Payer",
)
PRETALX = table(
    "ID|Name|E-mail|Biography|Picture|Proposal IDs|Proposal titles|Accepted proposals",
    "A1B2C3|Ada Example|ada@example.org|Ada Example writes things.|https://example.org/a.png"
    "|X1|A Talk"
    "|X1",
    "D4E5F6|Bo Sample|bo@example.org|Someone.||X2|Another Talk|",
)
EVENTBRITE = table(
    "Order #|Order Date|First Name|Last Name|Email|Quantity|Ticket Type|Attendee #|Order Type"
    "|Total Paid|Attendee Status|Buyer First Name|Buyer Last Name|Buyer Email|Company"
    "|Job Title|Website",
    "123|2026-01-02|Ada|Example|ada@example.org|1|Early Bird|777|PayPal|10|Attending|Some|Payer"
    "|pays@example.org|Acme|Chief Engineer|https://ada.example.org",
    "124|2026-01-02|Bo|Sample|bo@example.org|1|Early Bird|778|PayPal|10|Attending|Some|Payer"
    "|pays@example.org|Acme|Writer|",
)
TITO = table(
    "Number|Ticket Created Date|Ticket Last Updated Date|Ticket|Ticket Full Name|Ticket First Name"
    "|Ticket Last Name|Ticket Email|Ticket Company Name|Ticket Phone Number|Event|Void Status"
    "|Price"
    "|Discount Status|Ticket Reference|Tags|Unique Ticket URL|Unique Order URL"
    "|Order Reference|Order Name"
    "|Order Email|Order Company Name|Order Phone Number",
    "1|2026-01-02|2026-01-02|Standard|Ada Example|Ada|Example|ada@example.org|Acme||Conf||"
    "|100|ABCD-1|"
    "|https://ti.example/t/1|https://ti.example/o/1|ABCD|Some Payer|pays@example.org|Acme|",
    "2|2026-01-02|2026-01-02|Standard|Bo Sample|Bo|Sample|bo@example.org|Acme||Conf|||100|ABCD-2||"
    "https://ti.example/t/2|https://ti.example/o/1|ABCD|Some Payer|pays@example.org|Acme|",
)


def test_pretix() -> None:
    """The attendee's own address counts; the order's is somebody's who may be another."""
    ada, bo = people(PRETIX)
    assert told(ada) == (2, ("Ada Example",), {"ada@example.org", "ada_e"}, {"pays@example.org"})
    assert told(bo) == (3, ("Bo Sample",), set(), {"pays@example.org"})


def test_pretalx() -> None:
    """Names and addresses, and neither biographies nor titles of talks."""
    ada, bo = people(PRETALX)
    assert told(ada) == (2, ("Ada Example",), {"ada@example.org"}, set())
    assert told(bo) == (3, ("Bo Sample",), {"bo@example.org"}, set())


def test_eventbrite() -> None:
    """Given and family names come together; the buyer is not the attendee."""
    ada, bo = people(EVENTBRITE)
    own = {"ada@example.org", "ada.example.org"}
    assert told(ada) == (2, ("Ada Example",), own, {"pays@example.org"})
    assert told(bo) == (3, ("Bo Sample",), {"bo@example.org"}, {"pays@example.org"})


def test_tito() -> None:
    """The name on the ticket, and not the name of the order."""
    ada, bo = people(TITO)
    assert told(ada) == (2, ("Ada Example",), {"ada@example.org"}, {"pays@example.org"})
    assert told(bo)[1] == ("Bo Sample",)


def test_a_list_made_by_hand() -> None:
    """Titles above, odd headers, a blank row, and a number at the end."""
    found = table(
        "Speakers 2026",
        "",
        "Wer?|Kontakt|Mastodon|Anreise",
        "Ada Example|ada@example.org|@ada@social.example|Monday",
        "||",
        "Bo Sample|bo@example.org||Monday",
    )
    ada, bo = people(found)
    assert told(ada) == (4, ("Ada Example",), {"ada@example.org", "ada@social.example"}, set())
    assert told(bo) == (6, ("Bo Sample",), {"bo@example.org"}, set())


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("Vorname|Nachname", "Ada|Example"), ("Ada Example",)),
        (("Prénom|Nom", "Ada|Example"), ("Ada Example",)),
        (("Nombre|Apellidos", "Ada|Example Sample"), ("Ada Example Sample",)),
        (("Имя|Фамилия", "Юлия|Щербакова"), ("Юлия Щербакова",)),
        (("姓|名|メール", "山田|太郎|t@example.org"), ("太郎 山田",)),
        (("姓名|邮箱", "王小明|w@example.org"), ("王小明",)),
        (("الاسم|البريد", "محمد خالد|m@example.org"), ("محمد خالد",)),
        (("Speaker names", "Ada Example, Bo Sample"), ("Ada Example", "Bo Sample")),
        (("Ada Example", "Bo Sample"), ("Ada Example",)),
        (("Ada Example <ada@example.org>", "Bo Sample"), ("Ada Example",)),
        (("Ada|Example|ada@example.org", "Bo|Sample|bo@example.org"), ("Ada Example",)),
        (("Example, Ada", "Sample, Bo"), ("Example, Ada",)),
    ],
)
def test_names_are_found_in_any_script(lines: tuple[str, ...], names: tuple[str, ...]) -> None:
    """By headers of many languages, or by the contents where there are none."""
    assert people(table(*lines))[0].names == names


@pytest.mark.parametrize("first", ["Nick Mallory", "Gaston Mallory", "Anna Mail", "Jane Price"])
def test_a_first_person_is_not_taken_for_a_header(first: str) -> None:
    """A word of headers in somebody's name leaves nobody out of the comparison."""
    for beside in ("", "|Berlin"):
        found = people(table(f"{first}{beside}", f"Ada Example{beside}", f"Bo Sample{beside}"))
        assert [person.names for person in found] == [(first,), ("Ada Example",), ("Bo Sample",)]


def test_headers_of_several_words_are_headers() -> None:
    """Though they begin with capitals, as names do."""
    for header in ("Attendee First Name|Attendee Last Name", "Full Name|E-Mail Address"):
        assert find_columns(table(header, "Ada|Example", "Bo|Sample")).header == 0
    assert find_columns(table("E-Mail Address", "ada@example.org")).header == 0


def test_full_names_below_a_header_of_handles_are_names() -> None:
    """`Nick` may be a nickname or what everybody is called."""
    assert people(table("Nick|Town", "Ada Example|Rome"))[0].names == ("Ada Example",)


def test_what_is_not_compared_is_said() -> None:
    """Columns that are left aside, and rows with an address that cannot be read."""
    found = table(
        "Name||E-mail", "Ada|Example|ada@example.org", "Bo|Sample|bo at example.org", "Cy||-"
    )
    columns = find_columns(found)
    assert columns.told(found, headers=False) == "A: name; C: e-mail. Not compared: B"
    assert columns.unread(found) == (3,)


def test_rows_count_as_in_a_spreadsheet() -> None:
    """The header is row 1; without one, the first person is."""
    assert [p.row for p in people(table("Name|Mail", "Ada Example|a@example.org"))] == [2]
    assert [p.row for p in people(table("Ada Example|a@example.org"))] == [1]


def test_columns_can_be_named() -> None:
    """By header, letter or number; then only those count."""
    found = table("X|Y|Z", "Ada Example|ada@example.org|adae")
    chosen = {"x": Part.NAME, "C": Part.HANDLE}
    assert told(people(found, chosen)[0]) == (2, ("Ada Example",), {"adae"}, set())
    assert people(found, {"2": Part.EMAIL})[0].names == ()
    with pytest.raises(ConfigurationError, match="no column 'Nickname'"):
        people(found, {"Nickname": Part.NAME})


def test_a_list_that_says_who_nobody_is_is_an_error() -> None:
    """Nothing to compare with is no good news."""
    with pytest.raises(ConfigurationError, match="says who somebody is"):
        find_columns(table("Product|Price", "Ticket|10", "Ticket|10"))


def test_an_address_in_the_order_column_alone_counts() -> None:
    """A list that has no other address: that one is taken."""
    found = table("Name|Order email", "Ada Example|ada@example.org")
    assert told(people(found)[0])[2:] == (set(), {"ada@example.org"})
    alone = table("Order email|Price", "ada@example.org|10")
    assert told(people(alone)[0])[2] == {"ada@example.org"}
