"""What a resident can want from a screen. A screen says it; the navigator acts on it."""

from msgspec import Struct


class Touched(Struct, frozen=True):
    """Somebody is at the kiosk. `language` is set when a greeting was touched."""

    language: str = ""


class Opened(Struct, frozen=True):
    """A page of the list of services: a group's id, `search`, `a-z`, `more` or `all`; '' is the home page."""

    place: str


class Chose(Struct, frozen=True):
    """A service. `onward` says that it was offered on a page of another one, which is then left."""

    journey: str
    onward: bool = False


class Began(Struct, frozen=True):
    """Start the journey, or go on with it."""


class Answered(Struct, frozen=True):
    """The page's answer, as `Walk.answer` takes it."""

    name: str
    value: object


class Changes(Struct, frozen=True):
    """Change one answer from the check page."""

    name: str


class Removes(Struct, frozen=True):
    """Remove one item of a list."""

    name: str


class Retries(Struct, frozen=True):
    """Try to save again."""


class Prints(Struct, frozen=True):
    """Print the receipt, in large print or not; or only a `card` that says whom to phone."""

    large: bool = False
    card: bool = False


class Hears(Struct, frozen=True):
    """Hear every line of the receipt."""


class Leaves(Struct, frozen=True):
    """Do something else: back to the services, answers gone."""


class Finishes(Struct, frozen=True):
    """The end: wipe everything."""


class Shows(Struct, frozen=True):
    """A page beside the visit: `help` or `options`. Back leads to where one was."""

    detour: str


class Prefers(Struct, frozen=True):
    """Another way to read, hear or work the kiosk: what to change in `kiosk.visit.Preferences`."""

    changes: dict[str, object]
