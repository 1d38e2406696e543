"""No screen makes PySide hold what Qt takes away without a word (`ui.pieces.layout`)."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from untold import untold

from ui.pieces.layout import empty


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
def test_each_layout_comes_to_its_place_before_what_is_in_it(hang, panel: str) -> None:
    pictures, found = hang(panel), {}
    pictures.set("default", 0, "en")
    for name in pictures.names:
        pictures.show(name)
        if held := untold():
            found[name] = set(held)
    assert found == {}


@pytest.mark.parametrize("filled", [False, True])
def test_control_a_layout_that_was_filled_before_is_found_out(qapp, filled: bool) -> None:
    widget = QWidget()
    column, row = QVBoxLayout(widget), QHBoxLayout()
    if filled:
        row.addWidget(QLabel("words"))
    column.addLayout(row)
    assert bool(untold()) is filled


def test_emptying_a_layout_keeps_the_first_and_what_is_not_in_it(qapp) -> None:
    widget = QWidget()
    column, row = QVBoxLayout(widget), QHBoxLayout()
    column.addLayout(row)
    kept, gone, beside = QLabel("kept"), QLabel("gone"), QLabel("beside")
    row.addWidget(kept)
    row.addStretch(1)
    row.addWidget(gone)
    column.addWidget(beside)
    empty(row, keep=2)
    assert [one.parentWidget() for one in (kept, gone, beside)] == [widget, None, widget]
    assert row.count() == 2
    assert untold() == []
