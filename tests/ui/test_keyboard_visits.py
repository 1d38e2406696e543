"""Two visits after one another find the same keyboard, and typing leaves nothing behind on the disk."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from ui.controller.commands import activate
from ui.keyboard_key import KeyButton

Seen = list[tuple[str, str, str, tuple[int, int, int, int]]]


def seen(kiosk) -> Seen:
    """Each key that shows: name, what stands on it, what is said of it, where it lies."""
    keys = [one for one in kiosk.window.keyboard.findChildren(KeyButton) if one.isVisibleTo(kiosk.window)]
    return [(one.objectName(), one.cap, one.accessibleName(), one.geometry().getRect()) for one in keys]


def files(*roots: Path) -> dict[Path, int]:
    """Every file below the folders with when it was written."""
    return {
        Path(folder, name): Path(folder, name).stat().st_mtime_ns
        for root in roots
        for folder, _, names in os.walk(root)
        for name in names
    }


def test_the_next_resident_finds_the_same_keyboard_and_no_file_is_written(
    kiosk, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    kiosk.begin()
    first, before = seen(kiosk), files(tmp_path)
    kiosk.robot.type("Ŵendi Sample-O'Hara ŵŷ 42")
    kiosk.app.navigator.visit.prefer(order="az", rate=2)
    kiosk.robot.touch("key:signs")
    assert seen(kiosk) != first
    kiosk.app.navigator.wipe()
    kiosk.begin()
    assert len(first) > 30
    assert seen(kiosk) == first
    assert kiosk.robot.find("input:cat_name").text() == ""
    assert files(tmp_path) == before == {}


@pytest.mark.parametrize("key", ["key:hide", "key:done"])
@pytest.mark.parametrize("by_key", [False, True])
def test_closing_the_keyboard_gives_the_focus_back_to_the_field(kiosk, key: str, by_key: bool) -> None:
    kiosk.begin()
    kiosk.robot.type("Tib")
    if by_key:
        kiosk.robot.find(key).setFocus(Qt.FocusReason.TabFocusReason)
        kiosk.robot.key(Qt.Key.Key_Return)
    else:
        kiosk.robot.touch(key)
    assert not kiosk.window.keyboard.isVisible()
    assert kiosk.focus == "input:cat_name"


def test_the_field_that_has_the_focus_is_touched_to_have_the_keyboard_again(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("key:hide")
    kiosk.robot.touch("heading")
    assert not kiosk.window.keyboard.isVisible()
    kiosk.robot.touch("input:cat_name")
    assert kiosk.window.keyboard.isVisible()
    kiosk.robot.type("Tibbles")
    assert kiosk.robot.find("input:cat_name").text() == "Tibbles"


def test_the_field_that_has_the_focus_is_chosen_to_have_the_keyboard_again(kiosk) -> None:
    kiosk.begin()
    kiosk.robot.touch("key:done")
    activate(kiosk.robot.find("input:cat_name"), kiosk.window)
    kiosk.robot.settle()
    assert kiosk.window.keyboard.isVisible()
    assert kiosk.focus == "input:cat_name"
