"""Signing in, step by step: what is asked, how often it may be tried, and what an answer leads to.

Who tries a name that does not exist learns nothing: the answer is the same, and comes as late. Guessing is
slowed down for each address, and for each account apart for browsers in which its owner was before and for
all others (OWASP, "device cookies"): a stranger who guesses all day does not lock the owner out.
"""

from datetime import datetime

from msgspec import Struct

from council.database import Database
from council.desk import factor
from council.desk.accounts import Account, Accounts
from council.desk.audit import NOBODY, Audit, Event
from council.desk.codes import hashed
from council.desk.passwords import Passwords, trouble_with
from council.desk.sessions import TABLE, Session, Sessions, SignInEvent, Stage
from council.desk.strongbox import Strongbox
from council.limits import Limits

ADDRESS_TRIES = (30, 900)
"""From one address, which may be a whole office: how many in how many seconds."""
STRANGER_TRIES = (10, 900)
"""For one account, from all browsers that are new to it together."""
OWNER_TRIES = (10, 900)
"""For one account, from one browser that its owner was in before."""
CODE_TRIES = (5, 300)
"""For one account's second factor, once the password was right."""


class Visitor(Struct, frozen=True, kw_only=True):
    """Where a try comes from: the address, and the key of a browser that was here before, or ''."""

    address: str
    device: str = ""


class Passed(Struct, frozen=True, kw_only=True):
    """A step was taken. `key` is the browser's new session key; `codes` are to be written down."""

    key: str
    stage: Stage
    device: str = ""
    codes: tuple[str, ...] = ()


class Refused(Struct, frozen=True):
    """A step was not taken. `limited` when there were too many tries; `why` for whoever tries."""

    why: str
    limited: bool = False


WRONG = Refused("The name or the password is not right. Check both and try again.")
WRONG_CODE = Refused("The code is not right, or was used already. Wait for the next one and type that.")
WRONG_SIGN_UP = Refused(
    "The name or the sign-up code is not right, or the code is too old. Ask for a new one."
)
TOO_OFTEN = Refused("There were too many tries. Wait 15 minutes and try again.", limited=True)


class SignIn:
    """Takes people in. May be used by several threads and processes."""

    def __init__(self, database: Database, passwords: Passwords, box: Strongbox) -> None:
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.audit = Audit(database)
        self._limits = Limits(database)
        self._passwords = passwords
        self._box = box

    def password(self, name: str, password: str, visitor: Visitor, now: datetime) -> Passed | Refused:
        """The first step: name and password."""
        account = self.accounts.named(name)
        if not self._may_try(name, account, visitor, now):
            self._note(Event.SIGN_IN_LIMITED, account, visitor, now)
            return TOO_OFTEN
        usable = account is not None and not account.disabled and not account.late(now)
        right = self._passwords.fits(password, account.password if account and usable else None)
        if account is None or not right:
            self._note(Event.SIGN_IN_FAILED, account, visitor, now)
            return WRONG
        if account.password and self._passwords.is_old(account.password):
            self.accounts.keep_password(account, self._passwords.hashed(password))
        return self._first(account, now)

    def sign_up(
        self, name: str, code: str, password: str, visitor: Visitor, now: datetime
    ) -> Passed | Refused:
        """The first step of somebody new: name, the code they were given, and a password of their own."""
        account = self.accounts.named(name)
        if not self._may_try(name, account, visitor, now):
            self._note(Event.SIGN_IN_LIMITED, account, visitor, now)
            return TOO_OFTEN
        if trouble := trouble_with(password, name):
            return Refused(trouble)
        kept = self._passwords.hashed(password)
        if account is None or not self.accounts.sign_up(name, code, kept, now):
            self._note(Event.SIGN_IN_FAILED, account, visitor, now)
            return WRONG_SIGN_UP
        self._note(Event.SIGNED_UP, account, visitor, now)
        return self._first(self.accounts.needed(name), now)

    def code(
        self, key: str, session: Session, typed: str, visitor: Visitor, now: datetime
    ) -> Passed | Refused:
        """The second step: six digits from the app, or a code from paper."""
        account = session.account
        if not self._limits.allow(f"code:{account.id}", *CODE_TRIES, now.timestamp()):
            self._note(Event.SIGN_IN_LIMITED, account, visitor, now)
            return TOO_OFTEN
        if account.factor is None:
            return WRONG_CODE
        step = factor.step_of(self._box.open(account.factor, account.name), typed, now)
        if step is not None and self.accounts.use_step(account, step):
            return self._opened(key, session, SignInEvent.CODE, visitor, now)
        if step is None and self.accounts.use_recovery(account, typed):
            self._note(Event.RECOVERY_USED, account, visitor, now)
            return self._opened(key, session, SignInEvent.CODE, visitor, now)
        self._note(Event.CODE_FAILED, account, visitor, now)
        return WRONG_CODE

    def pending_secret(self, session: Session) -> bytes:
        """The second factor that is being set up."""
        return self._box.open(session.pending or b"", session.account.name)

    def set_factor(
        self, key: str, session: Session, typed: str, visitor: Visitor, now: datetime
    ) -> Passed | Refused:
        """The second step of somebody new: proof that the app has the secret."""
        account, secret = session.account, self.pending_secret(session)
        if not self._limits.allow(f"code:{account.id}", *CODE_TRIES, now.timestamp()):
            self._note(Event.SIGN_IN_LIMITED, account, visitor, now)
            return TOO_OFTEN
        step = factor.step_of(secret, typed, now)
        if step is None:
            self._note(Event.CODE_FAILED, account, visitor, now)
            return WRONG_CODE
        codes = factor.recovery_codes()
        self.accounts.keep_factor(account, self._box.seal(secret, account.name), step, codes)
        self._note(Event.FACTOR_SET, account, visitor, now)
        return self._opened(key, session, SignInEvent.FACTOR_SET, visitor, now, codes)

    def may_knock(self, visitor: Visitor, now: datetime) -> bool:
        """Whether an address may try to sign in once more; this try is counted."""
        return self._limits.allow(f"sign-in:{visitor.address}", *ADDRESS_TRIES, now.timestamp())

    def vouched(self, account: Account, visitor: Visitor, now: datetime) -> Passed | Refused:
        """Somebody for whom the council's own provider vouches: in with one step."""
        if account.disabled:
            self._note(Event.SIGN_IN_FAILED, account, visitor, now)
            return Refused("This account is switched off. Ask an administrator of the kiosks.")
        stage = TABLE[None, SignInEvent.VOUCHED]
        self.accounts.note_signed_in(account, now)
        self._note(Event.SIGNED_IN, account, visitor, now)
        return Passed(key=self.sessions.begin(account, stage, now), stage=stage)

    def new_password(
        self, account: Account, old: str, new: str, visitor: Visitor, now: datetime
    ) -> Passed | Refused:
        """Change one's own password: every other browser is signed out, and this one gets a new key."""
        if not self._limits.allow(f"code:{account.id}", *CODE_TRIES, now.timestamp()):
            return TOO_OFTEN
        if not self._passwords.fits(old, account.password):
            self._note(Event.SIGN_IN_FAILED, account, visitor, now)
            return Refused("The password that you have now is not right.")
        if trouble := trouble_with(new, account.name):
            return Refused(trouble)
        self.accounts.keep_password(account, self._passwords.hashed(new))
        self.sessions.end_all(account)
        self._note(Event.PASSWORD_CHANGED, account, visitor, now)
        device = self.sessions.know_device(account, now)
        return Passed(key=self.sessions.begin(account, Stage.OPEN, now), stage=Stage.OPEN, device=device)

    def _may_try(self, name: str, account: Account | None, visitor: Visitor, now: datetime) -> bool:
        at = now.timestamp()
        if not self.may_knock(visitor, now):
            return False
        if account and visitor.device and self.sessions.knows_device(account, visitor.device, now):
            return self._limits.allow(f"owner:{hashed(visitor.device)}", *OWNER_TRIES, at)
        return self._limits.allow(f"stranger:{name}", *STRANGER_TRIES, at)

    def _first(self, account: Account, now: datetime) -> Passed:
        if account.factor is None:
            sealed = self._box.seal(factor.new_secret(), account.name)
            stage = TABLE[None, SignInEvent.PASSWORD_OF_NEW]
            return Passed(key=self.sessions.begin(account, stage, now, sealed), stage=stage)
        stage = TABLE[None, SignInEvent.PASSWORD]
        return Passed(key=self.sessions.begin(account, stage, now), stage=stage)

    def _opened(
        self,
        key: str,
        session: Session,
        event: SignInEvent,
        visitor: Visitor,
        now: datetime,
        codes: tuple[str, ...] = (),
    ) -> Passed:
        account, stage = session.account, TABLE[session.stage, event]
        self.sessions.end(key)
        self.accounts.note_signed_in(account, now)
        self._note(Event.SIGNED_IN, account, visitor, now)
        known = visitor.device and self.sessions.knows_device(account, visitor.device, now)
        device = "" if known else self.sessions.know_device(account, now)
        return Passed(key=self.sessions.begin(account, stage, now), stage=stage, device=device, codes=codes)

    def _note(self, event: Event, account: Account | None, visitor: Visitor, now: datetime) -> None:
        self.audit.note(event, now, account.name if account else NOBODY, address=visitor.address)
