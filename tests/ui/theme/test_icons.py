"""Icons: drawn from the files that are shipped, and never a reason to stop."""

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.assets import assets_dir
from ui.theme.icons import Icons


@pytest.fixture
def icons(qapp: QApplication) -> Icons:
    return Icons(assets_dir() / "icons")


def test_an_icon_is_drawn_in_its_colour(icons: Icons) -> None:
    image = icons.pixmap("house", 48, "#FF0000").toImage()
    seen = {image.pixelColor(x, y).name() for x in range(48) for y in range(48)}
    assert "#ff0000" in seen


def test_a_name_that_is_not_shipped_leaves_its_place_empty_and_is_told(
    icons: Icons, capfd: pytest.CaptureFixture[str]
) -> None:
    picture = icons.pixmap("no-such-icon", 48, "#FF0000")
    assert (picture.width(), picture.height()) == (48, 48)
    assert picture.toImage().pixelColor(24, 24).alpha() == 0
    assert capfd.readouterr().err == "kiosk: there is no icon 'no-such-icon'\n"
