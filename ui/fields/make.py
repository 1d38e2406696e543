"""From an answer type to its widget: one table."""

from kiosk.journeys.pages import Field
from kiosk.language import Words
from ui.fields.address import AddressField
from ui.fields.bank import BankField
from ui.fields.choice import ChoiceField, ChoicesField, DeclareField, YesNoField
from ui.fields.date import DateField
from ui.fields.field import FieldWidget, Find, Snap
from ui.fields.photo import PhotoField
from ui.fields.signature import SignatureField
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
    "bank": BankField,
    "signature": SignatureField,
}
"""Types not named here are one line of text."""


def make_field(
    look: Look, words: Words, field: Field, alone: bool, find: Find, snap: Snap | None = None
) -> FieldWidget:
    """The widget for a field. `snap` takes a photo, None where the kiosk has no camera."""
    if field.type == "photo":
        return PhotoField(look, words, field, alone, snap)
    if field.type in ("address", "place"):
        return AddressField(look, words, field, alone, find)
    return FAMILIES.get(field.type, TextField)(look, words, field, alone)
