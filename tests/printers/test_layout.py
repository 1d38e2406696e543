"""A receipt becomes blocks: their order, their words, and what never gets through."""

import gettext
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.language import Words, words_for
from kiosk.receipt import Line, Receipt
from printers.layout import TYPE, Box, Layout, Picture, Style, Text, clean, lay_out


def texts(layout: Layout) -> list[str]:
    found = [block.text for block in layout.blocks if isinstance(block, Text | Box)]
    return [text.replace("\xa0", " ") for text in found]


def test_a_receipt_reads_like_a_letter(receipt: Receipt, words: Words) -> None:
    assert texts(lay_out(receipt, words)) == [
        "Exampleton District Council",
        "Saved on this kiosk at 10:42. The council has not received it yet.",
        "Report a missed bin",
        "Your reference",
        "K7MF 4T2Q 9XWY",
        "2 November 2026 at 10:42",
        "Exampleton Library",
        "Which bin",
        "Garden waste",
        "Collection day",
        "Friday 30 October",
        "What happens next",
        "We will collect it by Friday 6 November.",
        "Leave the bin out.",
        "Keep the lid closed.",
        "Questions?",
        "Call us on 01632 960 100",
        "Monday to Friday, 9am to 5pm",
        "Scan with a phone to open our page with your reference.",
        "Keep this paper. You need the reference when you contact us.",
    ]


def test_the_status_is_the_one_text_in_a_box(receipt: Receipt, words: Words) -> None:
    boxes = [block for block in lay_out(receipt, words).blocks if isinstance(block, Box)]
    assert [box.text.replace("\xa0", " ") for box in boxes] == [receipt.state_text]


def test_list_items_are_bullets_and_paragraphs_are_not(receipt: Receipt, words: Words) -> None:
    bullets = [b.text for b in lay_out(receipt, words).blocks if isinstance(b, Text) and b.bullet]
    assert bullets == ["Leave the bin out.", "Keep the lid closed."]


def test_what_a_receipt_lacks_leaves_no_heading_behind(receipt: Receipt, words: Words) -> None:
    bare = replace(receipt, reference="", lines=(), next_steps="", phone="", hours="", link="")
    assert texts(lay_out(bare, words))[2:] == [
        "Report a missed bin",
        "2 November 2026 at 10:42",
        "Exampleton Library",
        "Keep this paper.",
    ]
    assert not any(isinstance(block, Picture) for block in lay_out(bare, words).blocks)


def test_a_list_to_bring_comes_as_bullets_with_what_belongs_to_each(receipt: Receipt, words: Words) -> None:
    items = (Line("A photo", "A new one is best"), Line("Your bill", ""))
    layout = lay_out(replace(receipt, next_steps="Bring these.", items=items), words)
    found = texts(layout)
    assert found[found.index("Bring these.") :][:4] == [
        "Bring these.",
        "A photo",
        "A new one is best",
        "Your bill",
    ]
    bullets = [block.text for block in layout.blocks if isinstance(block, Text) and block.bullet]
    assert bullets == ["A photo", "Your bill"]


def test_information_has_its_address_in_words_too_and_promises_no_next_step(
    receipt: Receipt, words: Words
) -> None:
    read = replace(receipt, reference="", next_steps="Apply there.", link="https://www.example.org/badge")
    layout = lay_out(read, words)
    assert "What happens next" not in texts(layout)
    assert texts(layout)[-3:] == [
        "Scan with a phone to open this page.",
        "www.example.org/badge",
        "Keep this paper.",
    ]
    assert [block.link for block in layout.blocks if isinstance(block, Picture)] == [read.link]


def test_large_print_gives_the_reference_two_lines(receipt: Receipt, words: Words) -> None:
    large = lay_out(replace(receipt, large=True), words)
    rows = [b.text for b in large.blocks if isinstance(b, Text) and b.style is Style.REFERENCE]
    assert [row.replace("\xa0", " ") for row in rows] == ["K7MF 4T2Q", "9XWY"]


def test_nothing_is_smaller_than_14_points_nor_18_in_large_print() -> None:
    assert TYPE.keys() == set(Style)
    assert min(kind.print for kind in TYPE.values()) == 14
    assert min(kind.large for kind in TYPE.values()) == 18


def test_every_fixed_word_can_be_translated(receipt: Receipt) -> None:
    class Loud(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return f"¤{message}"

    facts = {
        "Exampleton District Council",
        "Saved on this kiosk at 10:42. The council has not received it yet.",
        "Report a missed bin",
        "K7MF 4T2Q 9XWY",
        "Exampleton Library",
        "Which bin",
        "Garden waste",
        "Collection day",
        "Friday 30 October",
        "We will collect it by Friday 6 November.",
        "Leave the bin out.",
        "Keep the lid closed.",
        "Monday to Friday, 9am to 5pm",
    }
    own = [text for text in texts(lay_out(receipt, Words("en", Loud()))) if text not in facts]
    assert len(own) == 7
    assert all(text.startswith("¤") for text in own)


def test_control_characters_typed_by_a_resident_are_gone(receipt: Receipt, words: Words) -> None:
    nasty = "\x1b@\x1dV\x00bin\x10\x04\x01\x7f\x9b\u202egarden\u2066\ue000\ud800"
    typed = replace(receipt, lines=(Line(f"a{nasty}", f"b{nasty}"),), place=nasty, next_steps=nasty)
    for text in texts(lay_out(typed, words)):
        assert not [char for char in text if unicodedata.category(char) == "Cc"]
        assert "\u202e" not in text
    assert "b@Vbingarden" in [text.replace(" ", "") for text in texts(lay_out(typed, words))]


@given(st.text())
def test_clean_text_is_one_line_without_anything_a_printer_obeys(text: str) -> None:
    found = clean(text)
    assert found == " ".join(found.split())
    assert not [char for char in found if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert clean(found) == found


@pytest.mark.parametrize("text", ["Tŷ Coch", "Ŵyn", "£12.50", "می\u200cخواهم", "O’Hara – Example"])
def test_clean_leaves_spelling_alone(text: str) -> None:
    assert clean(text) == text


def test_a_multi_line_answer_keeps_its_lines(receipt: Receipt, words: Words) -> None:
    typed = replace(receipt, lines=(Line("Where", "By the gate\nbehind the hedge\n\n"),))
    found = texts(lay_out(typed, words))
    at = found.index("Where")
    assert found[at + 1 : at + 3] == ["By the gate", "behind the hedge"]


def test_right_to_left_languages_turn_the_page_but_not_the_phone_number(receipt: Receipt) -> None:
    arabic = words_for("ar")
    layout = lay_out(receipt, arabic)
    assert layout.right_to_left
    call = next(b.text for b in layout.blocks if isinstance(b, Text) and "960" in b.text)
    assert "\u206601632\xa0960\xa0100\u2069" in call
