"""The colours of a theme, read from `assets/themes/NAME.toml`. The only place where colours are written."""

from pathlib import Path

import msgspec
from msgspec import Struct

ORDER = ("default", "contrast", "yellow", "dark", "soft")
"""The order in which the Contrast button goes round."""


class Tokens(Struct, frozen=True, forbid_unknown_fields=True):
    """Colours `#rrggbb` by role. `tints` is false where a theme tells things apart by lines alone."""

    name: str
    tints: bool
    paper: str
    mist: str
    ink: str
    quiet: str
    action: str
    on_action: str
    action_pressed: str
    link: str
    chosen_ground: str
    error: str
    error_ground: str
    good: str
    good_ground: str
    attention: str
    attention_ground: str
    attention_edge: str
    line: str
    soft_line: str
    focus: str
    focus_ink: str


def read_tokens(folder: Path, name: str) -> Tokens:
    """The theme `name` of the themes folder."""
    return msgspec.toml.decode((folder / f"{name}.toml").read_bytes(), type=Tokens)
