"""From an answer type to its widget: a table, and a few that load late."""

from kiosk.journeys.pages import Field
from kiosk.language import Words
from ui.fields.address import AddressField
from ui.fields.choice import ChoiceField, ChoicesField, DeclareField, YesNoField
from ui.fields.date import DateField
from ui.fields.field import FieldWidget, Find, Snap
from ui.fields.text import LongField, TextField
from ui.theme.look import Look

FAMILIES: dict[str, type[FieldWidget]] = {
    "long": LongField,
    "yesno": YesNoField,
    "declare": DeclareField,
    "choice": ChoiceField,
    "choices": ChoicesField,
    "date": DateField,
    "month": DateField,
}
"""Types not named here are one line of text."""
TOUCHED = frozenset({"yesno", "declare", "choice", "choices", "photo", "signature"})
"""Types that are answered without the keyboard."""


def make_field(
    look: Look, words: Words, field: Field, alone: bool, find: Find, snap: Snap | None = None
) -> FieldWidget:
    """The widget for a field. `snap` takes a photo, None where the kiosk has no camera."""
    if field.type in ("address", "place"):
        return AddressField(look, words, field, alone, find)
    # Few journeys ask for these, and what draws pictures takes long to load.
    if field.type == "photo":
        from ui.fields.photo import PhotoField

        return PhotoField(look, words, field, alone, snap)
    if field.type == "signature":
        from ui.fields.signature import SignatureField

        return SignatureField(look, words, field, alone)
    if field.type == "bank":
        from ui.fields.bank import BankField

        return BankField(look, words, field, alone)
    return FAMILIES.get(field.type, TextField)(look, words, field, alone)
