"""What our widgets are to assistive technology: the roles of what Qt cannot know by itself.

Buttons, boxes and ticks tell it themselves. How the tree gets to know is `ui.tree.nodes`.
"""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QWidget

Role = QAccessible.Role

ROLES: dict[str, QAccessible.Role] = {
    "KioskWindow": Role.Window,
    "TopBand": Role.ToolBar,
    "ControlBar": Role.ToolBar,
    "Screen": Role.Pane,
    "Overlay": Role.Dialog,
    "Keyboard": Role.Grouping,
    "FieldWidget": Role.Grouping,
    "TextField": Role.Client,
    "LongField": Role.Client,
    "AnswerRow": Role.Grouping,
    "Message": Role.AlertMessage,
    "Brand": Role.Graphic,
    "Mark": Role.Graphic,
    "Preview": Role.Graphic,
    "Pad": Role.Canvas,
    "HidingBox": Role.EditableText,
}
"""By the name of a class or, where it has no entry, the next one that it is made from. A field with one box
is nothing by itself: its box has all there is to tell. A box that hides what is typed is ours because Qt
tells each character of such a box as it is typed."""
SAID: dict[str, QAccessible.Role] = {
    "heading": Role.Heading,
    "subheading": Role.Heading,
    "info": Role.Notification,
    "good": Role.Notification,
}
"""What something is by the role that a label wears or the state of a banner, where that tells more."""
MASKED = "masked"
"""Property of a box whose characters nobody but the eye of who types them may learn (EN 301 549 5.1.3.8)."""
SAYS, LABELS_WHAT, DESCRIBES_WHAT = "says", "labels", "describes"
"""Properties of widgets: the role in `ui.theme.dress.ROLES` or a banner's state; object name of the widget
that it is the label, or the description, of."""


def says(widget: QWidget, what: str) -> None:
    """Note the role that a label wears, or the state of a banner."""
    widget.setProperty(SAYS, what)


def labels(label: QWidget, what: str) -> None:
    """Say that `label` is the label of the widget with the object name `what`."""
    label.setProperty(LABELS_WHAT, what)


def describes(text: QWidget, what: str) -> None:
    """Say that `text` describes the widget with the object name `what`, or tells what is wrong with it."""
    text.setProperty(DESCRIBES_WHAT, what)


def masked(box: QWidget) -> None:
    """Say that what is typed into `box` is neither spoken nor told to assistive technology."""
    box.setProperty(MASKED, True)


def is_masked(widget: QWidget) -> bool:
    """Whether what is typed there is neither spoken nor told: always, or as long as it is hidden."""
    if not isinstance(widget, QLineEdit):
        return False
    return bool(widget.property(MASKED)) or widget.echoMode() != QLineEdit.EchoMode.Normal


def decoration(picture: QWidget) -> None:
    """Say that a picture tells nothing that does not stand beside it in words: it stays silent."""
    picture.setProperty(SAYS, "decoration")


def is_decoration(widget: QWidget) -> bool:
    """Whether a picture is marked as telling nothing."""
    return bool(widget.property(SAYS) == "decoration")
