"""How far a page is scrolled for what has the focus."""

import pytest

from ui.scrolled import to_show, to_type


@pytest.mark.parametrize(
    ("top", "bottom", "value"),
    [(120, 180, 100), (40, 90, 36), (0, 30, 0), (350, 420, 244)],
    ids=["in view", "above", "at the top", "below"],
)
def test_what_shows_already_stays_and_all_else_comes_into_view(top: int, bottom: int, value: int) -> None:
    assert to_show(top, bottom, at=100, room=200) == value


WHOLE, REST, FIELD, BOX = (0, 60), (110, 160), (250,), (260,)
"""Where the page, its question, the further lines of that, the field and its box begin."""


def test_a_page_that_fits_is_not_scrolled() -> None:
    assert to_type((WHOLE, FIELD, BOX), (200,), 160, room=200) == 0


def test_a_question_comes_to_the_top_where_its_box_is_too_low() -> None:
    assert to_type((WHOLE, FIELD, BOX), (240,), 160, room=200) == 56


def test_of_a_question_that_is_too_long_the_last_lines_show_whole() -> None:
    assert to_type((WHOLE, REST, FIELD, BOX), (330,), 260, room=200) == 156


def test_the_line_below_the_box_gives_way_to_the_question() -> None:
    assert to_type((WHOLE, FIELD, BOX), (300, 240), 160, room=200) == 56
    assert to_type((WHOLE, REST, FIELD, BOX), (320, 250), 260, room=200) == 56


def test_a_line_that_must_show_goes_before_the_first_lines_of_the_question() -> None:
    assert to_type(((*WHOLE, *REST), FIELD), (320, 250), 260, room=220) == 106


def test_where_no_line_of_the_question_fits_the_field_does() -> None:
    assert to_type((WHOLE, (150,), (180,)), (340,), 180, room=200) == 146
    assert to_type((WHOLE, (150,), (180,)), (360,), 180, room=200) == 176


def test_a_box_that_is_higher_than_the_room_is_seen_from_its_top() -> None:
    assert to_type((WHOLE, (150,), (180,)), (500,), 180, room=200) == 176
