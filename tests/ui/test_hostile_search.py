"""Hostile text in the boxes that search as one types: something is always answered."""

import pytest

HOSTILE = (
    "\ud83d\udc00",
    "bin\x00'\"*()[]^~:-",
    "\u202ebin\u2066",
    "\u3164\u200b",
    '" OR 1=1 --',
    "x" * 254,
    "%_\\",
    "N\u0336" * 80,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_searched_for_is_answered(kiosk, text: str) -> None:
    kiosk.home()
    kiosk.robot.touch("open:search")
    kiosk.write("input:search", text)
    assert kiosk.robot.has("input:search")
    kiosk.write("input:search", "cat")
    assert kiosk.robot.has("service:lost-cat")
