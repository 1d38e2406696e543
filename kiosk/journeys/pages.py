"""What the engine hands to a screen: pages, fields, rows, problems. Frozen, in words ready to show.

The engine fills these; `ui` draws them and decides nothing. Bodies are Markdown of three kinds only:
paragraphs, bullets and bold.
"""

from typing import Literal

from msgspec import Struct

PageKind = Literal["ask", "page", "list", "note", "check", "exit", "pay", "done"]
ENDS: tuple[PageKind, ...] = ("exit", "done")
"""The pages at which a journey ends."""


class Option(Struct, frozen=True, kw_only=True):
    """One thing to pick. `alone` excludes all the others of its question."""

    value: str
    text: str
    body: str = ""
    alone: bool = False


class Offer(Struct, frozen=True, kw_only=True):
    """What the resident told in an earlier journey of the same visit, to be used if they say so: `value` as
    the widget takes it, `text` to read (masked where it is sensitive)."""

    value: object
    text: str


class Note(Struct, frozen=True, kw_only=True):
    """A text among the fields of a page."""

    name: str
    title: str
    body: str = ""


class Field(Struct, frozen=True, kw_only=True):
    """One question on a page.

    `name` is the key of the answer: `address`, `due[refuse]`, `born[2]`.
    `value` is what the widget shows, in the shape in which it is given back to `Walk.answer`:

    ======================================================  ===========================================
    type                                                    value
    ======================================================  ===========================================
    text long name number money time email phone postcode   str, as typed
    nino nhs utr vat plate                                  str, as typed
    yesno                                                   bool
    declare                                                 bool
    choice                                                  str: the option's value
    choices                                                 list of str
    date                                                    {"day": str, "month": str, "year": str}
    month                                                   {"month": str, "year": str}
    address place                                           str: key of the row picked; or {"text": str}
    photo                                                   list of values.File
    signature                                               values.Signature
    bank                                                    values.Account
    ======================================================  ===========================================

    None when nothing has been answered and there is no default.
    """

    name: str
    type: str
    title: str
    short: str = ""
    body: str = ""
    options: tuple[Option, ...] = ()
    value: object = None
    optional: bool = False
    sensitive: bool = False
    limit: int | None = None
    """Most characters accepted, where the type has such a limit; of photos, most photos."""
    pick: bool = False
    """The answer is looked up in a dataset: ask `Walk.find` for options; `options` holds only what was picked
    before, if anything was. False when the dataset is
    missing or too old, and the answer is typed instead."""
    offer: Offer | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """Why an answer was not taken: which field, which part of it (`day`, `month`, `year`, `sort_code`,
    `account_number`, `typed` or ''), which rule, and the words to show."""

    name: str
    rule: str
    text: str
    part: str = ""


class Row(Struct, frozen=True, kw_only=True):
    """One line of a check page or of a list of items. `change` and `remove` are names to give to
    `Walk.change` and `Walk.remove`, or '' where that is not possible."""

    label: str
    lines: tuple[str, ...]
    heading: str = ""
    """Set on the first row of a section: the section's title."""
    change: str = ""
    remove: str = ""


class Page(Struct, frozen=True, kw_only=True):
    """One screen of a journey.

    `fields` holds asks and notes in reading order: one ask for kind `ask`, several on a `page`.
    `rows` is filled for `check` and `list`, and on `done` for the parts of a journey that tells several
    services; a `list` may offer one more item when `add` is true
    (answer `"add"` or `"done"`). `stale` names datasets that are missing or too old for this page.
    """

    kind: PageKind
    name: str
    title: str
    body: str = ""
    caption: str = ""
    """The section's title, shown small above the heading."""
    fields: tuple[Field | Note, ...] = ()
    rows: tuple[Row, ...] = ()
    button: str = ""
    """The words of the main button where the journey sets them (`check`), else ''."""
    add: bool = False
    stale: tuple[str, ...] = ()
    items: tuple[Option, ...] = ()
    """A list to read under the body: what to bring, who can help."""
    link: str = ""
    """A web address to go on at, on `exit` and `done`; '' for none."""
    next: tuple[str, ...] = ()
    """The journeys offered on `exit` and `done`, by id."""
    as_of: str = ""
    """In an information journey, how old its data is, in a sentence; else ''."""
    back: bool = False


class Accepted(Struct, frozen=True):
    """The answer was taken."""


class Problems(Struct, frozen=True):
    """The answer was not taken and nothing changed; first things first."""

    problems: tuple[Problem, ...]
