"""One field at a time, in a window of its own."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.journeys.pages import Field, Option
from ui.fields.field import FieldWidget
from ui.fields.make import make_field
from ui.theme.dress import dress

HOMES = tuple(
    Option(value=str(n), text=f"{n} Example Street, Exampleton, ZZ9 9AA", body="") for n in range(1, 60)
)


def find(name: str, text: str) -> tuple[Option, ...]:
    """The homes with the text in them."""
    return tuple(one for one in HOMES if text.lower() in one.text.lower())[:50]


@pytest.fixture
def make(qtbot, look, english) -> Callable[..., FieldWidget]:
    """Makes the widget of a field of some type and shows it. `alone`: its title is the page's heading."""

    kept: list[FieldWidget] = []

    def made(kind: str, *, alone: bool = False, **facts: object) -> FieldWidget:
        facts = {"name": "it", "title": "What is it?", "body": "A hint", **facts}
        dress(look)
        widget = make_field(look, english, Field(type=kind, **facts), alone, find)
        qtbot.addWidget(widget)
        kept.append(widget)  # else the C++ object goes with its last Python name
        widget.show()
        widget.activateWindow()
        QApplication.processEvents()
        return widget

    return made
