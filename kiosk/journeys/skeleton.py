"""A new journey to begin from: a file with notes for its author, which the checker passes as it is, and a
story that walks to its end. Writing them is somebody else's work.
"""

import json
from datetime import date
from typing import Any

from msgspec import Struct

from kiosk.journeys.definition import SENT, Offline

LEAST_CLASS = 2
"""The skeleton asks for a name and a telephone number."""

_TOP = """\
# This file is one service. A line that begins with # is a note for you; nobody else reads it.
# Change the words, take steps away, add your own. The author's guide is docs/journeys.md.

# The file's own name, without .yaml.
journey: {name}
# What people come to do. Begin with a verb: Report a missed bin, Borrow a litter picker.
title: {title}
# One to three short sentences: what it is for, and for whom. The first line also stands in lists.
body: |
  Say here in one line what this is for.
# How long it takes, in minutes.
minutes: {minutes}
# What to have at hand, one thing a line. Take it away if people need nothing.
needs: |
  - What people must bring or know
# Raise it by one with each change that residents see.
version: 1
# test: only you see it, in the preview. Change it to live when everybody has agreed.
status: test
# Who runs the service: one of the organisations in shared.yaml.
owner: {owner}
{offline}
"""

_OFFLINE: dict[Offline, str] = {
    "queue": """\
# queue: without a network it is saved on the kiosk and sent later. The others are warn, live,
# information and handoff.
offline: queue
""",
    "warn": """\
# warn: saved and sent later, but it counts only when it arrives: there is a deadline, or a check to come.
offline: warn
""",
    "live": """\
# live: it needs the network. Without one the first page says so and gives the telephone number.
offline: live
""",
    "information": """\
# information: nothing is sent. People read something and go.
offline: information
""",
    "handoff": """\
# handoff: another body's service. We show people the right place to go on.
offline: handoff
""",
}

_CLASS = """\
# How private it is. 1: a place or a thing. 2: name, email, telephone. 3: money, health, crime, children.
# 4: somebody's safety.
class: {sensitivity}
"""

_USES = """\
# Data that the texts read, and the age at which it is too old to be used.
uses: {contacts: 1000 days}
"""

_SEND = """\
# Where it goes: the name of a route at the council.
send: {owner}/{name}
"""

_NEXT = """\
# Other services to offer on the last page, by their names; take away the # to use it.
# next: [call-back]
"""

_LISTS = """\

# The answers that people pick from: a short name of small letters, and the words that people see.
lists:
  wanted_kind:
    first: The first thing
    second: The second thing
    other: Something else
"""

_BRING = """\
  # A list to read, not to pick from.
  what_to_bring:
    proof: Something with your name on it
    letter: {{text: Our letter to you, body: "Only for the second thing"}}
"""

_LET = """\

# Facts with a name, used below as {team.phone} and {team.web}.
let:
  team: lookup(contacts, 'OWNER')
"""

_FIRST = """\

# The pages, in the order in which people see them.
steps:

# A question. Its name is free to choose; title is the question, body a hint, short its name on paper.
- ask: wanted
  type: choice
  of: wanted_kind
  title: What is it about?
  short: What it is about

# A way out, for people who need another place. It shows only when its condition is true.
- exit: elsewhere
  when: wanted == 'other'
  title: Someone else can help you
  body: |
    Say here who can help, and how to reach them.
{call}"""

_NOTE = """\

# A page to read.
- note: bring
  title: What you need to bring
  body: |
    Say here what people should know before they go.
  of: what_to_bring
  where: option == 'proof' or wanted == 'second'
"""

_QUESTIONS = """\

- ask: since
  type: date
  max: today
  title: When did it begin?
  short: When it began

# optional: people may leave it empty.
- ask: more
  type: long
  max: 300
  optional: true
  title: What else should we know?
  body: Do not give names of other people
  short: What else

# A heading over some questions. What is private comes last, when we know that we can help.
- section: you
  title: About you
  steps:
  # purpose: what it is to the resident, so that the next service can offer it.
  - ask: full_name
    type: name
    purpose: name
    title: What is your full name?
    short: Full name
  - ask: phone
    type: phone
    purpose: tel
    title: What is your phone number?
    body: We only use it to tell you about this
    short: Phone number

# People see all their answers here, change them, and send. short: the words on the button.
- check: answers
  short: Send it
"""

_DONE_SENT = """\

# The last page. unsent stands there instead of body while the council has not received it yet.
done:
  title: What happens next
  body: |
    Say here what the council does now.
  unsent: |
    Keep your reference.
CALL
# The answers that may stand on paper. Nothing private.
receipt: [wanted]
"""

_DONE_READ = """\

# The last page.
done:
  title: What to do next
  body: |
    Say here where to go, and when.
CALL"""

_WEB_LINK = """\
  # The address to go on at, shown as a code to scan and printed.
  link: team.web
"""
_WEB_SEND = """\
# The address to go on at, shown as a code to scan and printed.
send: https://www.example.org/
"""


class Skeleton(Struct, frozen=True):
    """A new journey: the file's text and its story's."""

    journey: str
    story: str


def skeleton(name: str, *, offline: Offline, owner: str, contacts: bool, today: date) -> Skeleton:
    """A journey called `name` for an owner; `contacts` says whether shared.yaml has the dataset of that
    name, so that texts can give telephone numbers. `today` goes into the story."""
    sends = offline in SENT
    call = "    Phone {team.phone}.\n" if contacts else ""
    fills: dict[str, Any] = {
        "name": name,
        "title": name.replace("-", " ").strip().capitalize() or name,
        "owner": owner,
        "minutes": 5 if sends else 2,
        "offline": _OFFLINE[offline].strip(),
        "sensitivity": LEAST_CLASS if sends else 1,
        "call": f"\n{call}" if call else "",
    }
    web_send = offline == "handoff" and not contacts
    parts = [
        _TOP.format(**fills) + _CLASS.format(**fills),
        _USES if contacts else "",
        _SEND.format(**fills) if sends else _WEB_SEND if web_send else "",
        _NEXT,
        _LISTS.format(**fills),
        "" if sends else _BRING.format(**fills),
        _LET.replace("OWNER", owner) if contacts else "",
        _FIRST.format(**fills),
        (_QUESTIONS if sends else _NOTE).format(**fills),
        (_DONE_SENT if sends else _DONE_READ).replace("CALL", fills["call"]),
        _WEB_LINK if offline == "handoff" and contacts else "",
    ]
    answers: dict[str, object] = {"wanted": "first"}
    if sends:
        answers |= {
            "since": today.isoformat(),
            "more": "Nothing else",
            "full_name": "Sam Sample",
            "phone": "01632 960 001",
        }
    return Skeleton("".join(parts), json.dumps(answers, indent=2) + "\n")


def shared_skeleton(owner: str) -> str:
    """A first shared.yaml for a folder that has none."""
    return f"""\
# What several services use.

# Who runs services. Names and telephone numbers are in the dataset contacts.
organisations:
- {owner}

# Data that services may read; each is one CSV file.
datasets:
  contacts:
    key: [organisation]
    columns: {{organisation: text, text: text, phone: text, web: text}}
"""
