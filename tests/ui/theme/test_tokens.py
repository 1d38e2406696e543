"""Every theme's colours against the contrast that WCAG 2.2 (1.4.3, 1.4.11) and we ask for."""

import re

import pytest

from kiosk.assets import assets_dir
from kiosk.colour import HEX, contrast
from ui.theme.tokens import ORDER, Tokens, read_tokens

THEMES = assets_dir() / "themes"

TEXT = {
    "ink paper": "words on the page",
    "ink mist": "heading and introduction, information banner, reference panel",
    "ink chosen_ground": "a chosen card",
    "ink error_ground": "'There is a problem'",
    "quiet paper": "hints and the line under a card's title",
    "on_action action": "the main button, a shift key that is on",
    "on_action action_pressed": "the main button while pressed",
    "action paper": "a secondary button",
    "action chosen_ground": "a secondary button while pressed",
    "link paper": "Change, Clear, Stop",
    "link chosen_ground": "the same while pressed",
    "error paper": "what is wrong, beside the field",
    "error error_ground": "what is wrong, in the summary",
    "good good_ground": "'Sent to the council'",
    "attention attention_ground": "'Saved on this kiosk'",
}
"""Pairs of which the first is read on the second, and where."""
SHAPES = {
    "line paper": "the edge of a field or a card",
    "line mist": "the edge of a banner",
    "line chosen_ground": "the edge of a card while pressed",
    "link paper": "the mark of a chosen card",
    "attention_edge paper": "the sign of an attention banner",
    "focus_ink paper": "the ring around the focus",
    "focus_ink mist": "the same",
}
"""Pairs that must be told apart, at least 3 (WCAG 1.4.11)."""
LEAST = {"default": 10, "contrast": 21, "yellow": 16, "dark": 21, "soft": 7}


def theme(name: str) -> Tokens:
    return read_tokens(THEMES, name)


def pair(tokens: Tokens, names: str) -> float:
    ink, ground = names.split()
    return contrast(getattr(tokens, ink), getattr(tokens, ground))


def test_the_contrast_button_goes_round_every_theme_there_is() -> None:
    assert sorted(path.stem for path in THEMES.glob("*.toml")) == sorted(ORDER)
    assert ORDER[0] == "default"
    assert all(theme(name).name == name for name in ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_every_role_is_a_colour(name: str) -> None:
    tokens = theme(name)
    roles = [role for role in Tokens.__struct_fields__ if role not in ("name", "tints")]
    assert [role for role in roles if not HEX.fullmatch(getattr(tokens, role))] == []


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize("names", TEXT)
def test_words_can_be_read(name: str, names: str, record_property) -> None:
    kind = "words while pressed" if names.endswith("pressed") else "words"
    record_property(f"contrast of {kind}, theme {name}", round(pair(theme(name), names), 2))
    momentary = names.endswith("pressed")
    least = 7 if momentary else LEAST[name]
    assert pair(theme(name), names) >= least, TEXT[names]


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize("names", SHAPES)
def test_edges_and_marks_can_be_seen(name: str, names: str) -> None:
    assert pair(theme(name), names) >= 3, SHAPES[names]


@pytest.mark.parametrize("name", ["contrast", "yellow", "dark"])
def test_a_high_contrast_theme_has_two_colours_and_tells_things_apart_by_lines(name: str) -> None:
    tokens = theme(name)
    assert not tokens.tints
    grounds = ("paper", "mist", "chosen_ground", "error_ground", "good_ground", "attention_ground")
    inks = ("ink", "quiet", "link", "error", "good", "attention", "line", "soft_line", "action")
    assert len({getattr(tokens, role) for role in grounds}) == 1
    assert len({getattr(tokens, role) for role in inks}) == 1


def test_no_colour_is_written_but_in_the_themes() -> None:
    # The QR code on the screen is black on white in every theme, or telephones could not read it. The
    # preview's own tools stand beside the kiosk's screen, on the desk of who writes journeys.
    written = {
        path.name: found
        for path in (assets_dir().parent / "ui").rglob("*.py")
        if path.name != "preview_dock.py"
        and (found := set(re.findall(r'"(#[0-9A-Fa-f]{3,8})"', path.read_text()))) - {"#FFFFFF", "#000000"}
    }
    assert written == {}
