"""What our widgets are to assistive technology, one at a time."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAccessible, QPixmap
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

import ui
from ui.fields.bank import HidingBox
from ui.fields.box import LineBox
from ui.pieces.banner import Banner, BannerPlace
from ui.pieces.text import heading, label, prose
from ui.tree.nodes import node_for
from ui.tree.roles import ROLES, decoration, describes, is_decoration, labels

Role = QAccessible.Role
SOURCES = sorted(Path(ui.__file__).parent.rglob("*.py"))


def told(widget: QWidget):
    return QAccessible.queryAccessibleInterface(widget)


def name(widget: QWidget) -> str:
    return told(widget).text(QAccessible.Text.Name)


@pytest.fixture
def page(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    return made


def put(page: QWidget, *widgets: QWidget) -> None:
    for one in widgets:
        page.layout().addWidget(one)


# -- roles ---------------------------------------------------------------------------------------------


def test_headings_are_headings_and_other_words_are_words(look, page) -> None:
    title, under, body = heading(look, "Where?"), label("More", "subheading"), prose("Some **bold** words")
    put(page, title, under, body)
    assert [told(one).role() for one in (title, under, body)] == [Role.Heading, Role.Heading, Role.StaticText]
    assert [name(one) for one in (title, under, body)] == ["Where?", "More", "Some bold words"]


def test_a_box_that_hides_what_is_typed_tells_how_much_and_not_what(look, page) -> None:
    box, open_box = HidingBox(look), LineBox(look)
    put(page, box, open_box)
    for one in (box, open_box):
        one.setEchoMode(QLineEdit.EchoMode.Normal)  # as while one types
        one.setText("914253")
    node = told(box)
    assert node.role() == Role.EditableText
    assert node.state().passwordEdit
    assert node.text(QAccessible.Text.Value) == "●●●●●●"
    assert not any(
        digit in node.text(which)
        for digit in "914253"
        for which in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
    )
    assert told(open_box).text(QAccessible.Text.Value) == "914253", "the control: other boxes tell theirs"


@pytest.mark.parametrize(
    ("state", "role"),
    [
        ("error", Role.AlertMessage),
        ("attention", Role.AlertMessage),
        ("info", Role.Notification),
        ("good", Role.Notification),
    ],
)
def test_a_banner_is_an_alert_or_a_notification_by_its_state(look, page, state: str, role: Role) -> None:
    banner = Banner(look, state, "It did not print.")
    put(page, banner)
    assert told(banner).role() == role
    assert name(banner) == "It did not print."


def test_what_is_not_ours_stays_qts(page) -> None:
    assert node_for("QLineEdit", QLineEdit(page)) is None
    assert node_for("Label", QObject(page)) is None
    box = QLineEdit(page)
    assert told(box).role() == Role.EditableText


def test_each_class_with_a_role_is_there() -> None:
    classes = {
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert set(ROLES) <= classes


# -- relations -----------------------------------------------------------------------------------------


def ends(widget: QWidget, kind: QAccessible.RelationFlag) -> list[str]:
    return [end.object().objectName() for end, flag in told(widget).relations(kind) if flag == kind]


def test_a_label_and_a_hint_lead_to_their_box(page) -> None:
    title, hint, box = label("Name", "label"), label("As on your letter", "quiet"), QLineEdit()
    box.setObjectName("input:name")
    labels(title, "input:name")
    describes(hint, "input:name")
    put(page, title, hint, box)
    assert ends(title, QAccessible.RelationFlag.Labelled) == ["input:name"]
    assert ends(title, QAccessible.RelationFlag.Described) == []
    assert ends(hint, QAccessible.RelationFlag.Described) == ["input:name"]


def test_a_label_of_what_has_gone_leads_nowhere(page) -> None:
    title, box = label("Name", "label"), QLineEdit()
    box.setObjectName("input:name")
    labels(title, "input:name")
    put(page, title, box)
    box.setParent(None)
    box.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert ends(title, QAccessible.RelationFlag.Labelled) == []


def test_a_widget_that_has_gone_takes_its_place_in_the_tree_with_it(page) -> None:
    title = label("Gone soon", "heading")
    put(page, title, label("Stays", "body"))
    assert told(title).role() == Role.Heading
    assert told(page).childCount() == 2
    title.setParent(None)
    title.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert told(page).childCount() == 1
    assert told(page).child(0).text(QAccessible.Text.Name) == "Stays"


# -- a message that comes later ------------------------------------------------------------------------


def test_who_reads_a_message_is_at_the_one_that_follows(look, page) -> None:
    place, box = BannerPlace(look), QLineEdit()
    put(page, place, box)
    page.show()
    page.activateWindow()
    QCoreApplication.processEvents()
    place.put("info", "Printing…", waited=True)
    QCoreApplication.processEvents()
    assert place.banner.hasFocus()
    place.put("good", "Take your receipt.")
    QCoreApplication.processEvents()
    assert name(place.banner) == "Take your receipt."
    assert place.banner.hasFocus()


def test_who_does_something_else_is_left_there(look, page) -> None:
    place, box = BannerPlace(look), QLineEdit()
    put(page, place, box)
    page.show()
    page.activateWindow()
    QCoreApplication.processEvents()
    place.put("info", "Printing…")
    box.setFocus()
    place.put("good", "Take your receipt.")
    QCoreApplication.processEvents()
    assert box.hasFocus()


# -- pictures ------------------------------------------------------------------------------------------


def test_decoration_is_marked_and_has_no_name(page) -> None:
    picture = QLabel()
    picture.setPixmap(QPixmap(4, 4))
    put(page, picture)
    assert not is_decoration(picture)
    decoration(picture)
    assert is_decoration(picture)
    assert name(picture) == ""


def marks(source: str) -> list[str]:
    """Functions that put a picture into a label without saying what it shows or that it is decoration."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            calls = {
                getattr(one.func, "attr", getattr(one.func, "id", ""))
                for one in ast.walk(function)
                if isinstance(one, ast.Call)
            }
            if "setPixmap" in calls and not calls & {"setAccessibleName", "decoration"}:
                found.append(function.name)
    return found


def test_every_picture_in_a_label_says_what_it_shows_or_is_decoration() -> None:
    assert marks("def f(p):\n    q = QLabel()\n    q.setPixmap(p)\n") == ["f"]
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    assert sum("setPixmap(" in text for text in texts.values()) >= 2
    assert {path.name: marks(text) for path, text in texts.items() if marks(text)} == {}
