"""A whole visit by somebody who has the accessibility tree and nothing else: the controls of every kind of
screen are on the system's bus with role, name and state, and they work from there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kiosk.clock import today

SERVICE = "Report a missed bin"
LANGUAGES = {"English", "Cymraeg", "Polski", "Română", "Українська", "العربية"}
TOOLS = {"Language", "Text size", "Contrast"}
ANNOUNCED = ("org.a11y.atspi.Event.Object", "Announcement")
LINES = {"Address line 1": "1 Example Street", "Town or city": "Exampleton", "Postcode": "ZZ9 9AA"}
PAGES = 25
"""More than the journey has."""
WAYS_OUT = ("Stop and clear", "Finish")


@pytest.fixture
def visit(reader) -> Iterator:
    """Somebody at the home page, who leaves by what the screen offers."""
    reader.go("push button", "Touch to start")
    reader.until(lambda tree: tree.has("push button", "Search for a service"), "the home page")
    yield reader
    for _ in range(5):
        tree = reader.tree()
        if tree.has("push button", "Touch to start"):
            return
        over = [one for one in tree.all() if one.role == "dialog"]
        way = next(one for name in WAYS_OUT for one in (over or [tree])[0].all() if one.name == name)
        was = tree.shown()
        reader.press(way)
        reader.until(lambda now, was=was: now.shown() != was, "what follows")


def start(reader) -> None:
    """To the first question."""
    reader.go("push button", "Search for a service")
    tree = reader.until(lambda tree: tree.has("text", "What is it about?"), "the search page")
    reader.write(tree.find("text", "What is it about?"), "bin")
    reader.go("push button", SERVICE)
    reader.go("push button", "Start now")
    reader.until(lambda tree: tree.has("push button", "Continue"), "the first question")


def page_after(reader, before: str):
    """The next page, read whole."""
    return reader.until(
        lambda tree: tree.find("frame").name not in (before, f"Error: {before}"), f"what follows {before!r}"
    )


def answer(reader, tree) -> None:
    """Answer a page with the first tick, the last choice but Yes, yesterday."""
    if tree.has("check box"):
        reader.press(tree.find("check box"))
    choices = tree.named("radio button")
    if choices:
        reader.press(tree.find("radio button", "No" if "No" in choices else choices[-1]))
    day = today() - timedelta(days=1)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        for box in tree.all():
            if box.role == "text" and "showing" in box.states and box.name.endswith(part):
                reader.write(box, str(number))


# -- what is there -------------------------------------------------------------------------------------


def test_the_first_screen_is_a_window_with_all_its_buttons(reader) -> None:
    tree = reader.tree()
    assert len(tree.named("frame")) == 1
    assert {"Touch to start", *LANGUAGES, *TOOLS} <= set(tree.named("push button"))
    assert "Council services, here and now" in tree.named("heading")
    assert "focused" in tree.find("push button", "Touch to start").states


def test_everything_that_takes_the_focus_has_a_name_on_every_page(visit) -> None:
    pages = [visit.tree()]
    visit.go("push button", "A to Z of services")
    pages.append(page_after(visit, pages[0].find("frame").name))
    visit.go("push button", "Back")
    page_after(visit, pages[-1].find("frame").name)
    visit.go("push button", "Search for a service")
    pages.append(page_after(visit, pages[0].find("frame").name))
    for page in pages:
        stops = [one for one in page.all() if {"focusable", "showing"} <= one.states]
        assert len(stops) > 8
        assert [one.role for one in stops if not one.name] == []
        assert {one.role for one in stops} <= {"push button", "text", "radio button", "check box"}
        assert page.find("frame").name in page.named("heading")


def test_the_home_page_offers_groups_search_and_help_in_a_crisis(visit) -> None:
    named = visit.tree().named("push button")
    assert {"Bins and recycling", "Search for a service", "A to Z of services", "Stop and clear"} <= set(
        named
    )


def test_the_keyboard_is_in_the_tree_and_types(visit) -> None:
    visit.go("push button", "Search for a service")
    tree = visit.until(lambda tree: tree.has("panel", "Keyboard"), "the keyboard")
    keyboard = tree.find("panel", "Keyboard")
    assert len(keyboard.named("push button")) > 30
    assert {"Space", "Done", "Hide keyboard"} <= set(keyboard.named("push button"))
    shift = next(one for one in keyboard.all() if one.name in ("Shift, on", "Shift, off"))
    assert ("checked" in shift.states) == (shift.name == "Shift, on")
    box = tree.find("text", "What is it about?")
    assert {"focusable", "focused", "editable"} <= box.states
    assert box.description
    with visit.listening(*ANNOUNCED) as announced:
        for letter in "bin":
            keys = visit.until(lambda tree: tree.has("panel", "Keyboard"), "the keyboard").find(
                "panel", "Keyboard"
            )
            names = (f"Letter {letter}", f"Capital letter {letter.upper()}")
            visit.press(next(one for one in keys.all() if one.name in names))
        tree = visit.until(lambda tree: tree.has("push button", SERVICE), "what was found")
        assert any("found" in one[3][1] for one in announced())
    assert visit.text(tree.find("text", "What is it about?")).lower() == "bin"


def test_what_lies_over_the_page_is_a_modal_dialog(visit) -> None:
    visit.go("push button", "Language")
    tree = visit.until(lambda tree: tree.has("dialog"), "the choice of a language")
    dialog = tree.find("dialog", "Choose a language")
    assert "modal" in dialog.states
    assert set(dialog.named("push button")) >= LANGUAGES
    assert any("focused" in one.states for one in dialog.all())
    visit.press(dialog.find("push button", "Back"))
    visit.until(lambda tree: not tree.has("dialog"), "the page again")


def test_the_focus_goes_where_the_tree_puts_it(visit) -> None:
    tree = visit.tree()
    for name in ("Search for a service", "Text size"):
        assert "focused" not in tree.find("push button", name).states
        visit.focus(tree.find("push button", name))
        tree = visit.until(
            lambda now, name=name: "focused" in now.find("push button", name).states, f"the focus on {name}"
        )
        assert len([one for one in tree.all() if "focused" in one.states]) == 1


def test_what_is_set_is_told_as_it_changes(visit) -> None:
    assert visit.tree().find("push button", "Text size").description == "1 of 4"
    visit.go("push button", "Text size")
    larger = visit.until(lambda tree: tree.find("push button", "Text size").description == "2 of 4", "larger")
    assert larger.find("frame").name == "What would you like to do?"
    visit.go("push button", "Search for a service")
    tree = visit.until(lambda tree: tree.has("text", "What is it about?"), "the search page")
    visit.write(tree.find("text", "What is it about?"), "taxi")
    assert visit.text(tree.find("text", "What is it about?")) == "taxi"


# -- a journey -----------------------------------------------------------------------------------------


def test_a_journey_is_finished_through_the_tree_alone(visit) -> None:
    start(visit)
    tree = visit.tree()
    first = tree.find("frame").name
    assert visit.relations(tree.find("heading", first))["label-for"]

    # Nothing was entered: the error is an alert with the focus in it, and is told of its box.
    visit.press(tree.find("push button", "Continue"))
    tree = visit.until(lambda tree: tree.has("alert message"), "what is wrong")
    assert tree.find("frame").name == f"Error: {first}"
    # Its one question has the page's name: said of the region too, it would be heard twice.
    assert tree.find("panel").name == "This page"
    alert = tree.find("alert message", "There is a problem")
    wrong = next(one for one in alert.all() if "focused" in one.states)
    box = tree.find("text")
    assert wrong.name in box.description
    error = next(one for one in tree.all() if one.role == "label" and one.name == wrong.name)
    assert visit.relations(error)["description-for"] == [(box.bus, box.path)]

    visit.press(tree.find("push button", "My address is not in the list"))
    tree = visit.until(lambda tree: tree.has("text", "Address line 1"), "lines to type")
    for name, text in LINES.items():
        box = tree.find("text", name)
        label = tree.find("label", name)
        assert visit.relations(label)["label-for"] == [(box.bus, box.path)]
        visit.write(box, text)
    visit.press(tree.find("push button", "Continue"))

    kinds: set[str] = set()
    for _ in range(PAGES):
        tree = page_after(visit, first)
        first = tree.find("frame").name
        if not tree.has("push button", "Continue"):
            break
        for kind in ("radio button", "check box", "text"):
            if tree.has(kind):
                kinds.add(kind)
                page = "This page" if tree.has("panel", "This page") else first
                assert tree.find("panel", page).has(kind), f"{kind} on '{first}':\n{tree.shown()}"
                assert kind == "text" or any(
                    one.role == "panel" and one.name and one.has(kind)
                    for region in tree.find("panel", page).children
                    for one in region.all()
                ), f"{kind} outside a group on '{first}'"
        answer(visit, tree)
        if tree.has("radio button"):
            now = visit.tree()
            assert (
                len([one for one in now.all() if one.role == "radio button" and "checked" in one.states]) == 1
            )
        visit.press(tree.find("push button", "Continue"))
    assert kinds == {"radio button", "check box", "text"}

    # The answers are groups that say what was answered, each with its way to change it.
    row = tree.find("panel", "Address: 1 Example Street")
    assert row.named("push button") == ["Change Address"]

    with visit.listening(*ANNOUNCED) as announced:
        visit.press(tree.find("push button", "Send my report"))
        tree = visit.until(lambda tree: tree.has("graphic", "A code"), "the last page")
        saved = tree.find("alert message", "Saved on this kiosk")
        assert "focused" in saved.states
        visit.press(tree.find("push button", "Print a receipt"))
        tree = visit.until(lambda tree: tree.has("notification", "Take your receipt"), "the paper")
        assert "focused" in tree.find("notification", "Take your receipt").states
        texts = [one[3][1] for one in announced()]
    # The page that came is told by its focus alone: once.
    assert saved.name not in texts
    assert "Take your receipt. Do not leave it here." in texts


def test_stopping_in_the_middle_asks_in_a_dialog(visit) -> None:
    start(visit)
    visit.go("push button", "Stop and clear")
    dialog = visit.until(lambda tree: tree.has("dialog"), "the question").find("dialog")
    assert dialog.name.startswith("Stop and clear your answers?")
    assert sorted(dialog.named("push button")) == ["Go back to my answers", "Stop and clear"]
    assert "focused" in dialog.find("push button", "Go back").states
