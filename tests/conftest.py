"""One application for every test that needs Qt: the kiosk's own, on a portrait screen that nobody sees."""

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

SCREEN = Path(__file__).parent / "screen.json"
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as `kiosk run` makes it."""
    from ui.app import make_application

    return make_application(["kiosk"])
