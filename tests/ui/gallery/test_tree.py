"""Every screen as the system's accessibility tree has it: names, roles, states, and what belongs together."""

from collections.abc import Iterator

import pytest
from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from ui.tree.roles import is_decoration

Role = QAccessible.Role
USED = {Role.Button, Role.RadioButton, Role.CheckBox, Role.EditableText, Role.Canvas}
"""What can take the focus by Tab."""
BOXES = (QLineEdit, QPlainTextEdit)
ALERTS = (Role.AlertMessage, Role.Notification)


class Node(Struct, frozen=True):
    """One thing of the tree. `above` are the roles and names of what it is in, the nearest first; `labels`
    and `describes` name the widgets at the other end."""

    name: str
    thing: str
    role: Role
    description: str
    text: str
    stop: bool
    modal: bool
    picture: bool
    silent: bool
    box: bool
    above: tuple[tuple[Role, str], ...]
    labels: tuple[str, ...]
    describes: tuple[str, ...]


def others(told: QAccessibleInterface, kind: QAccessible.RelationFlag) -> tuple[str, ...]:
    return tuple(end.object().objectName() for end, flag in told.relations(kind) if flag == kind)


def read(told: QAccessibleInterface, above: tuple[tuple[Role, str], ...] = ()) -> Iterator[Node]:
    """What shows, from here on down."""
    widget = told.object()
    if not isinstance(widget, QWidget) or not widget.isVisible():
        return
    name = told.text(QAccessible.Text.Name)
    yield Node(
        name=name,
        thing=widget.objectName() or type(widget).__name__,
        role=told.role(),
        description=told.text(QAccessible.Text.Description),
        text=widget.text() if isinstance(widget, QLabel) else "",
        stop=bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled(),
        modal=bool(told.state().modal),
        picture=isinstance(widget, QLabel) and not widget.pixmap().isNull(),
        silent=is_decoration(widget),
        box=isinstance(widget, BOXES),
        above=above,
        labels=others(told, QAccessible.RelationFlag.Labelled),
        describes=others(told, QAccessible.RelationFlag.Described),
    )
    for at in range(told.childCount()):
        child = told.child(at)
        if child is not None:
            yield from read(child, ((told.role(), name), *above))


def tree_of(widget: QWidget) -> list[Node]:
    return list(read(QAccessible.queryAccessibleInterface(widget)))


# -- what must hold of any tree ------------------------------------------------------------------------


def unnamed(tree: list[Node]) -> list[str]:
    """Stops of Tab that nobody could speak of."""
    return [
        f"{one.thing} {one.role}" for one in tree if one.stop and not (one.name.strip() and one.role in USED)
    ]


def unmarked(tree: list[Node]) -> list[str]:
    """Pictures that neither say what they show nor are marked as decoration (EN 301 549 5.1.3.6)."""
    pictures = [one for one in tree if one.picture or one.role == Role.Graphic]
    return [one.thing for one in pictures if bool(one.name) == one.silent]


def unlabelled(tree: list[Node]) -> list[str]:
    """Boxes to type in without words on the screen that are their label."""
    labelled = {end for one in tree for end in one.labels if one.name}
    return [one.thing for one in tree if one.box and one.thing not in labelled]


def alone(tree: list[Node]) -> list[str]:
    """Choices that exclude each other outside a group with a name."""
    return [
        one.thing
        for one in tree
        if one.role == Role.RadioButton
        and not (one.above[0][0] == Role.Grouping and one.above[0][1])
        and not any(role == Role.Grouping and name for role, name in one.above[:2])
    ]


def unread(tree: list[Node]) -> list[str]:
    """Words on the screen that the tree has not."""
    return [one.text for one in tree if one.text and not one.name]


# -- the screens ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trees(hang) -> dict[str, list[Node]]:
    """Every screen, and what lies over it where something does."""
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    found = {}
    for name in gallery.names:
        gallery.show(name)
        found[name] = tree_of(gallery.window)
    return found


def wrong(trees: dict[str, list[Node]], rule) -> list[str]:
    return [f"{name}: {one}" for name, tree in trees.items() for one in rule(tree)]


def test_everything_that_tab_stops_at_is_in_the_tree_with_a_name_and_a_role(hang, trees) -> None:
    assert not wrong(trees, unnamed)
    gallery = hang("portrait")
    for name in ("home", "ask-choice", "check", "saved"):
        gallery.show(name)
        stops = [
            one.objectName()
            for one in gallery.window.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled()
        ]
        assert stops
        assert set(stops) <= {one.thing for one in trees[name] if one.stop}, name


def test_every_page_is_a_region_with_a_name_and_begins_with_a_heading(trees) -> None:
    for name, tree in trees.items():
        window = tree[0]
        assert window.role == Role.Window, name
        assert window.name, name
        pages = [one for one in tree if one.role == Role.Pane]
        title = window.name.removeprefix("Error: ")
        # Where the page is one question its group or box has the name: a screen reader says it once.
        asks = any(one.thing.startswith("field:") and one.name == title for one in tree)
        assert [one.name for one in pages] == ["This page" if asks else window.name], name
        heads = [one.name for one in tree if one.role == Role.Heading]
        assert heads, name
        assert window.name.removeprefix("Error: ") in heads, name


def test_choices_are_in_a_group_that_says_what_is_asked(trees) -> None:
    assert not wrong(trees, alone)
    asked = trees["ask-choice"]
    group = next(one for one in asked if one.role == Role.Grouping and one.thing.startswith("field:"))
    own = [one for one in asked if (Role.Grouping, group.name) in one.above]
    choices = [one for one in own if one.role == Role.RadioButton]
    assert len(choices) > 1
    assert group.name == asked[0].name


def test_every_box_has_its_label_on_the_screen(trees) -> None:
    assert any(one.box for tree in trees.values() for one in tree)
    assert not wrong(trees, unlabelled)


def test_what_is_wrong_is_told_at_the_top_and_of_what_it_is_wrong_with(trees) -> None:
    tree = trees["problems"]
    summary = next(one for one in tree if one.thing == "error-summary")
    assert summary.role == Role.AlertMessage
    errors = [one for one in tree if one.thing.startswith("error:")]
    assert errors
    for error in errors:
        assert error.name in summary.name
        assert error.describes, error.thing
        for box in error.describes:
            told = [one for one in tree if one.thing == box and error.name in one.description]
            assert told, box


def test_messages_are_alerts_with_their_words_as_name(trees) -> None:
    for name in ("home", "not-connected", "safety", "saved", "unknown", "not-saved"):
        banners = [one for one in trees[name] if one.thing == "banner"]
        assert banners, name
        for banner in banners:
            assert banner.role in ALERTS, name
            assert banner.name, name


def test_what_lies_over_the_page_is_a_dialog_that_keeps_from_what_is_under_it(trees) -> None:
    for name in ("languages", "time", "stop"):
        dialogs = [one for one in trees[name] if one.role == Role.Dialog]
        assert len(dialogs) == 1, name
        assert dialogs[0].modal, name
        assert dialogs[0].name, name
        inside = [one for one in trees[name] if (Role.Dialog, dialogs[0].name) in one.above and one.stop]
        assert len(inside) > 1, name
    assert not any(one.modal for one in trees["home"])


def test_answers_are_groups_with_what_changes_them_inside(trees) -> None:
    rows = [one for one in trees["check"] if one.thing.startswith("row:")]
    assert len(rows) > 2
    for row in rows:
        assert row.role == Role.Grouping
        assert row.name
    changes = [one for one in trees["check"] if one.thing.startswith("change:")]
    assert len(changes) > 2
    assert all(one.above[0][0] == Role.Grouping for one in changes)


def test_pictures_say_what_they_show_or_are_silent(trees) -> None:
    assert any(one.thing == "qr" and one.role == Role.Graphic and one.name for one in trees["saved"])
    assert any(one.silent for one in trees["home"])
    assert not wrong(trees, unmarked)


def test_all_words_on_the_screen_are_in_the_tree(trees) -> None:
    assert not wrong(trees, unread)


def test_the_keys_of_the_keyboard_are_in_a_group_that_says_so(hang) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, "en")
    gallery.show("search")
    keys = [one for one in tree_of(gallery.window) if one.thing.startswith("key:")]
    assert len(keys) > 30
    assert all(one.name for one in keys)
    assert {one.thing for one in keys if one.role != Role.Button} == {"key:shift", "key:order"}
    assert all((Role.Grouping, "Keyboard") in one.above for one in keys)


@pytest.mark.parametrize("language", ["cy", "ar"])
def test_names_are_there_in_other_languages_too(hang, language: str) -> None:
    gallery = hang("portrait")
    gallery.set("default", 0, language)
    found = []
    for name in gallery.chosen:
        gallery.show(name)
        tree = tree_of(gallery.window)
        found += [f"{name}: {one}" for rule in (unnamed, unmarked, alone) for one in rule(tree)]
    assert not found


def test_what_came_later_stands_in_the_tree_where_it_is_read(trees) -> None:
    things = [one.thing for one in trees["saved"]]
    assert things.index("heading") < things.index("banner") < things.index("reference-panel")
    told = [one.thing for one in trees["unknown"]]
    assert told.index("reference") < [at for at, one in enumerate(told) if one == "banner"][-1]
