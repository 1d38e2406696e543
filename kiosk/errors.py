"""The exception tree, drawn once.

    KioskError
    ├── KnownError                  the world's faults: one clear line for an operator, exit code 2
    │   ├── SettingsError           a setting is missing, unknown or wrong
    │   ├── JourneyError            a journey file has mistakes (carries its problems)
    │   ├── DatasetError            a dataset is missing or has bad rows
    │   ├── ContentError            a release of content cannot be made, trusted or used
    │   ├── AnswersError            an answers file does not fit its journey
    │   ├── StoreError              the kiosk's SQLite file cannot be used
    │   │   ├── StoreDamagedError   it fails its check, or is gone where it must exist
    │   │   ├── StoreNewerError     written by a newer release
    │   │   └── StoreFullError      no room to save another submission
    │   ├── NeverStoredError        a submission has answers that may not be saved
    │   ├── MistypedReferenceError  a reference that cannot be one of ours (a ValueError too)
    │   ├── AgentError              the agent cannot run here, or runs already
    │   ├── ProcessError            the system does not let a process shut itself off
    │   ├── IdentityError           the kiosk's identity is missing, or the council does not accept it
    │   ├── CouncilError            the council's end cannot start or read its data
    │   ├── EnvelopeError           cannot be sealed or opened
    │   │   └── KeysetError         no usable public key of the council
    │   └── PrinterError            the printer or its settings
    └── BugError                    our own mistakes
        └── IllegalTransitionError  an event that the state table does not allow

A KnownError's text is written for the person at the keyboard: what is wrong, where, what to do.
It never holds an answer, a name or an address.
"""

from msgspec import DecodeError

UNREADABLE = (DecodeError, UnicodeDecodeError, RecursionError)
"""All that msgspec raises for bytes from elsewhere that cannot be read."""


class KioskError(Exception):
    """Root of everything this product raises on purpose."""


class KnownError(KioskError):
    """The world's fault. Its text is one clear line for an operator."""


class SettingsError(KnownError):
    """A setting is missing, unknown or wrong."""


class JourneyError(KnownError):
    """A journey cannot be used. `problems` says where and why."""

    def __init__(self, text: str, problems: tuple[object, ...] = ()) -> None:
        super().__init__(text)
        self.problems = problems


class DatasetError(KnownError):
    """A dataset is missing or has bad rows."""


class ContentError(KnownError):
    """A release of content cannot be made, trusted or used. `reason` is a short code for a log."""

    def __init__(self, text: str, reason: str = "unusable") -> None:
        super().__init__(text)
        self.reason = reason


class AnswersError(KnownError):
    """An answers file does not fit its journey."""


class StoreError(KnownError):
    """The kiosk's SQLite file cannot be used."""


class StoreDamagedError(StoreError):
    """The file fails its check, or is gone where it must exist."""


class StoreNewerError(StoreError):
    """The file was written by a newer release."""


class StoreFullError(StoreError):
    """There is no room to save another submission."""


class NeverStoredError(KnownError):
    """A submission has answers that may be in memory only, so it cannot be queued."""


class MistypedReferenceError(KnownError, ValueError):
    """What was typed cannot be one of our references."""


class AgentError(KnownError):
    """The agent cannot run here, or runs already."""


class ProcessError(KnownError):
    """The system does not let this process shut itself off from other users."""


class IdentityError(KnownError):
    """The kiosk's identity is missing or damaged, or the council does not accept it."""


class CouncilError(KnownError):
    """The council's end cannot start, or cannot read its data."""


class EnvelopeError(KnownError):
    """A submission cannot be sealed, or an envelope cannot be opened."""


class KeysetError(EnvelopeError):
    """There is no usable public key of the council."""


class PrinterError(KnownError):
    """The printer cannot be reached or is set up wrongly."""


class BugError(KioskError):
    """Our own mistake."""


class IllegalTransitionError(BugError):
    """An event that the state table does not allow. Nothing was changed."""
