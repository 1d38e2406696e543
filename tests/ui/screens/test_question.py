"""A question page: what goes wrong is said once above and once beside the field, and leads there."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton

from kiosk.visit import Stage


def summary(kiosk) -> list[str]:
    """The problems of the summary, in order."""
    found = []
    while kiosk.robot.has(f"problem:{len(found)}"):
        found.append(kiosk.robot.find(f"problem:{len(found)}").text())
    return found


def beside(kiosk, name: str) -> str:
    label = kiosk.robot.find(f"error:{name}")
    assert isinstance(label, QLabel)
    return label.text()


def test_the_question_is_the_heading_and_nothing_is_wrong_at_first(kiosk) -> None:
    kiosk.begin()
    assert kiosk.robot.find("heading").text() == "What is the cat called?"
    assert kiosk.robot.sees("The name it knows")
    assert not kiosk.robot.has("error-summary")
    assert kiosk.window.accessibleName() == "What is the cat called?"


def test_an_empty_answer_is_said_above_and_beside_in_the_same_words(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("main")
    (said,) = summary(kiosk)
    assert said == "Enter name of the cat"
    assert beside(kiosk, "cat_name") == said
    assert kiosk.window.accessibleName() == "Error: What is the cat called?"
    assert kiosk.page == "cat_name"


def test_the_summary_stands_above_the_heading_and_has_the_focus(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("main")
    assert kiosk.top("error-summary") < kiosk.top("heading")
    assert kiosk.focus == "problem:0"
    assert not kiosk.window.keyboard.isVisible(), "the keyboard must not cover what is wrong"


def test_several_problems_come_in_the_order_of_the_page_and_each_leads_to_its_field(kiosk) -> None:
    kiosk.to_about_you()
    kiosk.robot.touch("main")
    assert summary(kiosk) == ["Enter your name", "Enter last seen"]
    assert [beside(kiosk, name) for name in ("full_name", "seen_on")] == summary(kiosk)
    kiosk.robot.touch("problem:1")
    assert kiosk.focus == "input:seen_on:day"
    kiosk.window.keyboard.close()
    kiosk.robot.touch("problem:0")
    assert kiosk.focus == "input:full_name"


def test_a_problem_with_one_part_of_a_date_leads_to_that_part(kiosk) -> None:
    kiosk.to_about_you()
    kiosk.write("input:full_name", "Sam Sample")
    kiosk.write("input:seen_on:day", "20")
    kiosk.write("input:seen_on:month", "11")
    kiosk.robot.touch("main")
    (said,) = summary(kiosk)
    assert "year" in said
    kiosk.robot.touch("problem:0")
    assert kiosk.focus == "input:seen_on:year"


def test_what_was_typed_stays_when_something_is_wrong(kiosk) -> None:
    kiosk.to_about_you()
    kiosk.write("input:full_name", "Sam Sample")
    kiosk.write("input:seen_on:day", "45")
    kiosk.write("input:seen_on:month", "11")
    kiosk.write("input:seen_on:year", "2026")
    kiosk.robot.touch("main")
    assert kiosk.robot.has("error-summary")
    assert kiosk.robot.find("input:full_name").text() == "Sam Sample"
    assert kiosk.robot.find("input:seen_on:day").text() == "45"


def test_put_right_it_goes_on_and_back_shows_no_old_problem(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("main")
    kiosk.write("input:cat_name", "Tibbles")
    kiosk.robot.touch("main")
    assert kiosk.page == "colour_of"
    kiosk.robot.touch("back")
    assert kiosk.page == "cat_name"
    assert not kiosk.robot.has("error-summary")
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"


def test_a_problem_goes_away_with_another_language_and_what_was_typed_stays(kiosk) -> None:
    kiosk.to_about_you()
    kiosk.write("input:full_name", "Sam Sample")
    kiosk.robot.touch("main")
    assert kiosk.robot.has("error-summary")
    kiosk.robot.touch("tool:language")
    assert not kiosk.robot.has("error-summary")
    assert kiosk.robot.find("heading").text() == "Amdanoch chi"
    assert kiosk.robot.find("input:full_name").text() == "Sam Sample"


def test_the_first_field_has_the_focus_and_its_keyboard_is_open(kiosk) -> None:
    kiosk.begin()
    assert kiosk.focus == "input:cat_name"
    assert kiosk.window.keyboard.isVisible()


def test_the_keyboard_s_keys_write_into_the_field(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.type("Tibbles 2")
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles 2"


def test_a_page_to_choose_on_has_no_keyboard(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    assert not kiosk.window.keyboard.isVisible()
    assert isinstance(QApplication.focusWidget(), QRadioButton)


def test_touching_done_puts_the_keyboard_away_and_keeps_the_page(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.type("Tib")
    kiosk.robot.touch("key:done")
    assert not kiosk.window.keyboard.isVisible()
    assert kiosk.robot.find("input:cat_name").text() == "Tib"
    kiosk.robot.touch("input:cat_name")
    assert kiosk.window.keyboard.isVisible()


def test_hiding_the_keyboard_leaves_the_answer_alone(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.type("Tib")
    kiosk.robot.touch("key:hide")
    assert not kiosk.window.keyboard.isVisible()
    assert kiosk.robot.find("input:cat_name").text() == "Tib"


def test_stale_data_is_said_and_typing_takes_its_place(make_kiosk) -> None:
    kiosk = make_kiosk()
    kiosk.app.navigator._today = lambda: date(2200, 1, 1)
    kiosk.start()
    kiosk.begin("cat-facts")
    assert kiosk.robot.sees("We cannot look this up just now. Type it instead.")
    assert kiosk.robot.has("input:home:line1")
    assert not kiosk.robot.has("address:find")


def test_a_home_picked_is_still_picked_when_one_comes_back_to_it(kiosk) -> None:
    kiosk.begin("cat-facts")
    kiosk.write("input:home", "ZZ9 9AA")
    kiosk.robot.touch("address:find")
    kiosk.robot.touch("option:2")
    kiosk.robot.touch("main")
    assert kiosk.visit.page.kind == "done"
    kiosk.robot.touch("back")
    assert kiosk.page == "home"
    assert kiosk.robot.find("option:2").isChecked()
    assert kiosk.robot.find("option:2").text() == "2 Example Street, Exampleton"


def test_the_pages_of_a_visit_follow_one_another_to_the_check_page(kiosk) -> None:
    kiosk.cover()
    kiosk.robot.touch("main")
    kiosk.robot.until(lambda: kiosk.stage is Stage.ANSWERING, "the first question")
    kiosk.robot.type("Tibbles")
    kiosk.robot.touch("main")
    kiosk.robot.touch("option:ginger")
    kiosk.robot.touch("main")
    assert kiosk.robot.sees("Leave some food out")
    kiosk.robot.touch("main")
    kiosk.robot.type("Sam Sample")
    for part, text in (("day", "20"), ("month", "11"), ("year", "2026")):
        kiosk.robot.touch(f"input:seen_on:{part}")
        kiosk.robot.type(text)
    kiosk.robot.touch("main")
    assert kiosk.robot.sees("Where have you looked?")
    kiosk.robot.touch("main")
    assert kiosk.visit.page.kind == "check"
    for words in ("Tibbles", "Ginger", "Sam Sample", "20 November 2026"):
        assert kiosk.robot.sees(words)
    assert kiosk.stage is Stage.ANSWERING


def test_changing_one_answer_comes_straight_back_to_the_check_page(kiosk) -> None:
    kiosk.to_check()
    kiosk.robot.touch("change:colour_of")
    assert kiosk.robot.find("option:ginger").isChecked()
    kiosk.robot.touch("option:black")
    kiosk.robot.touch("main")
    assert kiosk.visit.page.kind == "check"
    assert kiosk.robot.sees("Black")
    assert not kiosk.robot.sees("Ginger")


def test_a_list_takes_items_shows_them_and_lets_them_go(kiosk) -> None:
    kiosk.to_list()
    assert kiosk.robot.find("add").text() == "Add one"
    for place in ("Shed", "Loft"):
        kiosk.robot.touch("add")
        kiosk.write("input:spot[" + ("1" if place == "Shed" else "2") + "]", place)
        kiosk.robot.touch("main")
    assert kiosk.visit.page.kind == "list"
    assert kiosk.robot.sees("Shed")
    assert kiosk.robot.find("add").text() == "Add another"
    kiosk.robot.touch("remove:places[1]")
    assert not kiosk.robot.sees("Shed")
    assert kiosk.robot.sees("Loft")
    kiosk.robot.touch("main")
    assert kiosk.visit.page.kind == "check"


def test_a_full_list_offers_no_more(kiosk) -> None:
    kiosk.to_list()
    for number in ("1", "2", "3"):
        kiosk.robot.touch("add")
        kiosk.write(f"input:spot[{number}]", f"Place {number}")
        kiosk.robot.touch("main")
    assert not kiosk.robot.has("add")


def test_arrows_move_among_the_cards_of_one_question(kiosk) -> None:
    kiosk.begin()
    kiosk.tell(cat_name="Tibbles")
    assert kiosk.focus == "option:black"
    kiosk.robot.key(Qt.Key.Key_Down)
    assert kiosk.focus == "option:ginger"
    kiosk.robot.key(Qt.Key.Key_Up)
    assert kiosk.focus == "option:black"
