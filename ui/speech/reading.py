"""What can be read of a part of the window, in the order of reading: words, and things one can stop at.

The order is that of the focus (`ui.focus`), so that what is seen, heard and reached comes in one order. How a
thing is put into words is `ui.speech.phrases`.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ui.focus import as_read
from ui.pieces.rows import AnswerRow


def is_stop(widget: QWidget) -> bool:
    """Whether the focus stops here."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()


def has_words(widget: QWidget) -> bool:
    """Whether there is something to say of a widget. Pictures without a name are decoration."""
    if is_stop(widget) or widget.accessibleName().strip():
        return True
    return isinstance(widget, QLabel | QAbstractButton) and bool(widget.text().strip())


def readable(part: QWidget) -> list[QWidget]:
    """All that shows in `part` and has something to say, in the order of reading. What only holds other
    such things is left out: its name is made of theirs."""
    if not part.isVisible():
        return []
    found = [one for one in part.findChildren(QWidget) if one.isVisible() and has_words(one)]
    holders = {id(above) for one in found for above in _above(one, part)}
    kept = [one for one in found if id(one) not in holders or isinstance(one, AnswerRow)]
    return _headings_first(as_read(kept, part))


def _above(widget: QWidget, part: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    parent = widget.parentWidget()
    while parent is not None and parent is not part:
        found.append(parent)
        parent = parent.parentWidget()
    return found


def _headings_first(order: list[QWidget]) -> list[QWidget]:
    """A row of answers holds the heading that it stands under: that is read before the row."""
    done: list[QWidget] = []
    for one in order:
        row = one.parentWidget()
        if isinstance(one, QLabel) and isinstance(row, AnswerRow) and row in done:
            done.insert(done.index(row), one)
        else:
            done.append(one)
    return done


def lead(order: Sequence[QWidget], focused: QWidget, before: QWidget | None) -> list[QWidget]:
    """What stands between the stop `before`, where one was, and the stop `focused`, where one goes on to:
    words that are read with it. None on the way back, or after a leap other than ahead. At the end of a page
    one goes round: then what stands at its end and at its begin."""
    if focused not in order or before not in order or before is None:
        return []
    here, there = order.index(before), order.index(focused)
    stops = [at for at, one in enumerate(order) if is_stop(one)]
    if here < there:
        last = max((at for at in stops if at < there), default=-1)
        return list(order[max(here, last) + 1 : there])
    if stops and there == stops[0] and here >= stops[-1]:
        return [*order[here + 1 :], *order[:there]]
    return []
