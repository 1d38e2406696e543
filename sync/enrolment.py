"""How this kiosk makes itself known: a key made here, sent with a one-time code; and takes another key.

Everything that is to be sent is on the disk before, so that a lost answer or a power cut loses no key: the
same command again goes on where it was. Tokens are `tokens`.
"""

from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from kiosk.device_key import DeviceKey, Use
from kiosk.errors import UNREADABLE, IdentityError
from sync.courier import Fault, Reply
from sync.identity import Identity, IdentityFolder
from sync.wire import (
    ENROLMENTS,
    KEYS,
    PROBLEM_PREFIX,
    EnrolmentAnswer,
    EnrolmentRequest,
    KeyAnswer,
    KeyRequest,
    ProblemDocument,
    ProblemKind,
    code_hash,
)

Answer = TypeVar("Answer")
NO_ANSWER = {
    Fault.CONNECT: "cannot be reached: look at the network, the address, and whether its certificate is "
    "trusted here (council.ca)",
    Fault.TIMEOUT: "did not answer in time: try again",
    Fault.BROKEN: "broke off: try again",
}


class Council(Protocol):
    """The council as it is told of keys; `sync.client.Client` is the real one."""

    def post_json(self, path: str, data: bytes) -> Reply | Fault:
        """Send a JSON message."""
        ...


class Enrolled(Struct, frozen=True):
    """What came of it: the identity is kept, and staff have to compare its fingerprint. `place` is what the
    council calls the kiosk's place."""

    identity: Identity
    place: str


def enrol(folder: IdentityFolder, council: Council, kiosk: str, api: str, code: str) -> Enrolled:
    """Make this kiosk known with a one-time `code` (unspaced). Raises IdentityError."""
    begun = folder.enrolling()
    if begun is not None and (begun.kiosk, begun.api) == (kiosk, api):
        key = begun.key
    else:
        key = DeviceKey.make()
        folder.begin(kiosk, api, key)
    proof = key.sign(Use.KEY, {"kiosk": kiosk, "code": code_hash(code)})
    request = EnrolmentRequest(kiosk=kiosk, code=code, key=key.public, proof=proof)
    reply = council.post_json(ENROLMENTS, msgspec.json.encode(request))
    _give_up(folder, reply)
    answer = _answer(reply, EnrolmentAnswer, api)
    if (answer.kiosk, answer.fingerprint) != (kiosk, key.fingerprint):
        raise IdentityError(f"{api} answered about another kiosk or key; nothing was changed here")
    identity = Identity(kiosk=kiosk, api=api, issuer=answer.issuer, signing_keys=answer.signing_keys, key=key)
    folder.keep(identity)
    return Enrolled(identity, answer.place)


def rotate(folder: IdentityFolder, council: Council) -> KeyAnswer:
    """Go over to another key. `council` proves who asks. Raises IdentityError; then the old key stays."""
    identity = folder.read()
    if identity is None:
        raise IdentityError("this kiosk is not enrolled: kiosk enrol URL CODE")
    key = folder.next_key()
    if key is None:
        key = DeviceKey.make()
        folder.keep_next(identity, key)
    claims = {"kiosk": identity.kiosk, "old": identity.key.thumbprint, "new": key.thumbprint}
    request = KeyRequest(
        key=key.public, by_old=identity.key.sign(Use.KEY, claims), by_new=key.sign(Use.KEY, claims)
    )
    reply = council.post_json(KEYS, msgspec.json.encode(request))
    _give_up(folder, reply)
    answer = _answer(reply, KeyAnswer, identity.api)
    folder.keep(msgspec.structs.replace(identity, key=key))
    return answer


def _give_up(folder: IdentityFolder, reply: Reply | Fault) -> None:
    if isinstance(reply, Reply) and reply.status == 422:
        # This very key is refused; the next attempt has to make another.
        folder.give_up()


def _answer(reply: Reply | Fault, kind: type[Answer], api: str) -> Answer:
    """What the council answered. Raises IdentityError saying what else happened, and what to do."""
    if isinstance(reply, Fault):
        raise IdentityError(f"{api} {NO_ANSWER[reply]}")
    try:
        if reply.status in (200, 201):
            return msgspec.json.decode(reply.body, type=kind)
        problem = msgspec.json.decode(reply.body, type=ProblemDocument)
    except UNREADABLE:
        raise IdentityError(
            f"{api} did not answer as a council does ({reply.status}): look at the address, and whether a "
            "network asks for a sign-in first"
        ) from None
    if problem.type == ProblemKind.ENROLMENT.type:
        raise IdentityError(
            "the council does not take this code for this kiosk: it does not fit, was used, or is too old. "
            "Look at it and at site.kiosk; a new one is made with: council enrolment create"
        )
    if reply.status == 429:
        raise IdentityError(f"too many tries: wait {reply.retry_after or 'some'} seconds and try again")
    if reply.status in (401, 403):
        raise IdentityError("the council does not know this kiosk, or not any more: kiosk identity show")
    title = problem.title if problem.type.startswith(PROBLEM_PREFIX) else ""
    raise IdentityError(f"{api} did not take it ({reply.status} {title or 'without a reason'})")
