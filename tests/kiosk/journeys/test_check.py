"""Each rule has seeds: a change to the clean journey that must give exactly that rule at that line."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

import kiosk.journeys
from kiosk.journeys.load import load_files

FIXTURES = Path(__file__).parent / "fixtures"


class Seed(NamedTuple):
    """`old` becomes `new` in `file`; the finding stands at the line of `at` (in the changed file), and
    its suggestion holds `hint`."""

    rule: str
    old: str
    new: str
    at: str
    hint: str = ""
    file: str = "clean.yaml"
    level: str = "error"
    where: str = ""


UNSENT = """\
  unsent: |
    We have saved it. The council has not received it yet.

    If we have not come by {today + 2 working days}, phone us and say {reference}.
"""
CLAIM = """\
"[0-9]{7,9}"
    title: What is your claim reference?
    short: Claim reference
    optional: true
"""
UNANSWERABLE = """\
"(?!x)y(?<!y)"
    title: What is your claim reference?
    short: Claim reference
"""

SEEDS = [
    Seed("unreadable", "title: Your home\n", 'title: "Your home\n', 'title: "Your home'),
    Seed("unreadable", "title: Your home\n", "title: Your home: two\n", "Your home: two", "quotes"),
    Seed("duplicate-key", "    short: Rooms\n", "    short: Rooms\n    short: Room\n", "short: Room\n"),
    Seed(
        "yaml-style",
        "- ask: why\n  when: slow\n  type: choice\n  of: reason\n  title: Why was it late?\n",
        "- {ask: why, when: slow, type: choice, of: reason, title: Why was it late?}\n",
        "- {ask: why",
        "quotes",
    ),
    Seed("yaml-style", "title: Your home\n", "title: &here Your home\n", "&here"),
    Seed("yaml-style", "title: Your home\n", "title: !!str Your home\n", "!!str"),
    Seed("unknown-key", "    max: 40\n", "    maxx: 40\n", "maxx: 40", "'max'"),
    Seed("unknown-key", "  type: declare\n", "  type: declare\n  pattern: x\n", "pattern: x"),
    Seed("unknown-key", "version: 2\n", "version: 2\nversoin: 2\n", "versoin", "'version'"),
    Seed(
        "missing-key", "- ask: why\n  when: slow\n  type: choice\n", "- ask: why\n  when: slow\n", "ask: why"
    ),
    Seed("missing-key", "class: 3\n", "", "journey: clean"),
    Seed("missing-key", "of: 2\n", "", "rooms.title", file="clean.other.yaml"),
    Seed("wrong-value", "offline: warn\n", "offline: maybe\n", "offline: maybe"),
    Seed(
        "wrong-value",
        "  optional: true\n\n- ask: agreed",
        "  optional: yes\n\n- ask: agreed",
        "optional: yes",
    ),
    Seed("wrong-value", "version: 2\n", "version: two\n", "version: two"),
    Seed("wrong-file", "journey: clean\n", "journey: cleaner\n", "journey: cleaner", "'clean'"),
    Seed(
        "wrong-file",
        "languages: [en, cy]\n",
        "languages: [en]\n",
        "of: 2",
        where="clean.cy.other.yaml",
        level="warning",
    ),
    Seed("bad-name", "- ask: why\n", "- ask: Why-Late\n", "Why-Late", "'why_late'"),
    Seed("bad-name", "- ask: why\n", "- ask: count\n", "ask: count"),
    Seed("duplicate-name", "- ask: why\n", "- ask: due\n", "- ask: due\n  when: slow"),
    Seed("duplicate-name", "- ask: why\n", "- ask: bin\n", "- ask: bin\n"),
    Seed(
        "wrong-place",
        "- note: crew_note\n    when: answered(round.note)\n",
        "- exit: crew_note\n    when: answered(round.note)\n",
        "exit: crew_note",
    ),
    Seed(
        "wrong-place",
        "- check: home\n  title: Is this right?\n",
        "- section: two\n  title: Two\n  steps:\n  - check: home\n",
        "- check: home",
    ),
    Seed("unknown-name", "when: rooms > 2", "when: room > 2", "room > 2", "'rooms'"),
    Seed("unknown-name", "title: Your home", 'title: "{item}"', '"{item}"'),
    Seed("unknown-name", "receipt: [address, bins, due]", "receipt: [adress]", "receipt", "'address'"),
    Seed(
        "asked-later", "when: not address.in_district", "when: \"'none' in bins\"", "when: \"'none' in bins\""
    ),
    Seed(
        "asked-later",
        "  title: Bins must be out by 7am\n  body: |\n",
        "  title: Bins must be out by 7am\n  body: |\n    {fee}\n\n",
        "body: |\n    {fee}",
    ),
    Seed(
        "inside-repeat",
        "- First due on {today + 3 working days}.",
        "- First due on {due}.",
        "body: |\n    We may not",
        "any(missed",
    ),
    Seed(
        "same-page",
        "- {ask: born, type: date, title: Date of birth, max: today, sensitive: true}",
        "- {ask: born, when: length(person_name) > 3, type: date, title: Date of birth, sensitive: true}",
        "ask: born",
    ),
    Seed("not-found", "  type: declare\n", "  type: declair\n", "declair", "'declare'"),
    Seed("not-found", "of: reason\n  title: Why", "of: reasons\n  title: Why", "of: reasons", "'reason'"),
    Seed(
        "not-found",
        "uses: {addresses: 45 days,",
        "uses: {adresses: 45 days, addresses: 45 days,",
        "uses:",
        "'addresses'",
    ),
    Seed("not-found", "option.size < 500", "option.sise < 500", "option.sise", "'size'"),
    Seed("not-found", "any(missed, not out_early)", "some(missed, not out_early)", "some(missed"),
    Seed("not-found", "- check: home\n", "- check: homes\n", "check: homes", "'home'"),
    Seed("not-found", "  steps: reaching\n", "  steps: reach\n", "steps: reach\n", "'reaching'"),
    Seed("not-found", "owner: council\n", "owner: counsil\n", "owner: counsil", "'council'"),
    Seed("not-in-list", "when: \"'none' in bins\"", "when: \"'nowt' in bins\"", "'nowt'", "'none'"),
    Seed("not-in-list", "where: option != 'garden'", "where: option != 'gardn'", "'gardn'", "'garden'"),
    Seed(
        "not-found",
        "next: [clean]\n\nlists",
        "next: [claen]\n\nlists",
        "[claen]",
        "'clean'",
        file="change.yaml",
    ),
    Seed(
        "not-found",
        "  of: paper\n- check",
        "  of: papers\n- check",
        "of: papers",
        "'paper'",
        file="change.yaml",
    ),
    Seed(
        "missing-key",
        "  of: paper\n  where: option != 'card'\n",
        "  where: 1 == 1\n",
        "where: 1",
        file="change.yaml",
    ),
    Seed("not-in-list", "option != 'card'", "option != 'cart'", "'cart'", "'card'", file="change.yaml"),
    Seed(
        "wrong-type", "  link: desk.text\n  next", "  link: today\n  next", "link: today", file="change.yaml"
    ),
    Seed("wrong-value", "  purpose: email\n", "  purpose: mail\n", "purpose: mail", file="change.yaml"),
    Seed("wrong-value", "  purpose: email\n", "  purpose: tel\n", "purpose: tel", file="change.yaml"),
    Seed("wrong-value", "minutes: 5\n", "minutes: five\n", "minutes: five", file="change.yaml"),
    Seed(
        "unknown-name",
        "answers: [old_address, full_name]",
        "answers: [old_adress]",
        "[old_adress]",
        "'old_address'",
        file="change.yaml",
    ),
    Seed("unused", "[full_name, mail, teams]", "[full_name, teams]", "ask: mail", file="change.yaml"),
    Seed(
        "missing-key",
        "    send: waste/moved\n    answers: [old_address, full_name]\n",
        "",
        "bins_team:",
        file="change.yaml",
    ),
    Seed("missing-key", "    answers: [old_address, full_name]\n", "", "bins_team:", file="change.yaml"),
    Seed(
        "not-found",
        "    owner: parks\n    class",
        "    owner: park\n    class",
        "owner: park\n",
        "'parks'",
        file="change.yaml",
    ),
    Seed("class", "    class: 2\n", "    class: 1\n", "answers: [full_name, mail", file="change.yaml"),
    Seed("offline", "offline: warn\n", "offline: information\n", "send: changes/all", file="change.yaml"),
    Seed(
        "never-true",
        "'bins' in teams",
        "'bins' in teams and 'bins' not in teams",
        "when: \"'bins' in teams and",
        file="change.yaml",
    ),
    Seed("unused", "lists:\n", "lists:\n  spare:\n    one: One\n", "spare:"),
    Seed("unused", "let:\n  slow", "let:\n  spare: today\n  slow", "spare: today"),
    Seed("let-loop", "  slow: any(missed, not out_early)\n", "  slow: quick\n  quick: slow\n", "slow: quick"),
    Seed(
        "not-in-uses",
        "uses: {addresses: 45 days, rounds: 2 days, ",
        "uses: {addresses: 45 days, ",
        "round: lookup",
    ),
    Seed("not-in-uses", "offices: 6 weeks, ", "", "of: offices\n  title: Where"),
    Seed("cannot-read", "when: rooms > 2", "when: not (rooms", "not (rooms"),
    Seed("cannot-read", "when: near\n", "when: near = true\n", "near = true", "=="),
    Seed("cannot-read", "when: near\n", "when: near and today > 2026-01-01\n", "2026-01-01", "quotes"),
    Seed("not-allowed", "when: near\n", 'when: "lambda: near"\n', "lambda"),
    Seed("not-allowed", "when: near\n", "when: near.__class__() == 1\n", "__class__"),
    Seed("not-allowed", "when: near\n", "when: rooms / 2 == 1\n", "rooms / 2"),
    Seed("wrong-type", "when: rooms > 2", "when: slow > 2", "slow > 2"),
    Seed("wrong-type", "long_ago: today - 6 months", "long_ago: today - 14", "today - 14", "14 days"),
    Seed("wrong-type", "when: rooms > 2", "when: address", "when: address"),
    Seed("wrong-type", "when: near\n", "when: near > 2\n", "near > 2"),
    Seed("wrong-type", "any(people, age(born) >= 18)", "any(people, born >= 18)", "born >= 18"),
    Seed("wrong-type", "    max: 40\n", "    max: today\n", "max: today\n    title: How many"),
    Seed(
        "exit-without-when",
        "- exit: nothing_missed\n  when: \"'none' in bins\"\n",
        "- exit: nothing_missed\n",
        "exit: nothing_missed",
    ),
    Seed("unbounded", "  min: 1\n  max: 3\n  title: Who lives", "  title: Who lives", "repeat: people"),
    Seed("never-true", "  when: near\n", "  when: near and not near\n", "near and not near"),
    Seed("never-true", "when: rooms > 2", "when: behalf == 'self' and behalf == 'other'", "when: behalf"),
    Seed("never-true", "when: rooms > 2", "when: \"'none' in bins\"", "when: \"'none' in bins\"\n    type"),
    Seed(
        "always-true",
        "when: rooms > 2",
        "when: answered(address) or not answered(address)",
        "when: answered(address)",
    ),
    Seed(
        "always-true",
        "when: rooms > 2",
        "when: behalf in ['self', 'other']",
        "when: behalf",
        "Leave it out",
    ),
    Seed("bad-ending", "- check: answers\n  short: Send my report\n\n", "", "steps:\n- ask: behalf"),
    Seed(
        "bad-ending",
        "- pay: fine\n",
        "- ask: last\n  type: yesno\n  title: One more thing\n\n- pay: fine\n",
        "- ask: last",
    ),
    Seed("rule-target", "        at: email\n", "        at: due\n", "at: due", file="shared.yaml"),
    Seed(
        "no-such-message",
        "  title: I have told the truth\n",
        "  title: I have told the truth\n  messages:\n    max: Too many\n",
        "max: Too many",
    ),
    Seed("empty-range", "    min: 1\n    max: 40\n", "    min: 41\n    max: 40\n", "max: 40"),
    Seed(
        "empty-range",
        "  min: 1\n  max: 3\n  title: Who",
        "  min: 4\n  max: 3\n  title: Who",
        "max: 3\n  title: Who",
    ),
    Seed("bad-pattern", '"[0-9]{7,9}"', '"[0-9"', '"[0-9"'),
    Seed("bad-pattern", '"[0-9]{7,9}"', '"([0-9]+)+"', "([0-9]+)+"),
    Seed(
        "uncertain-text",
        "title: Where was the bin?",
        'title: "Where, {claim}?"',
        "{claim}",
    ),
    Seed(
        "uncertain-text",
        "none: {text: None of these",
        'none: {text: "None of {x}"',
        "None of {x}",
        file="shared.yaml",
    ),
    Seed("private", "receipt: [address, bins, due]", "receipt: [address, born]", "receipt"),
    Seed("private", "receipt: [address, bins, due]", "receipt: [address, crew]", "receipt"),
    Seed(
        "private", "  body: We come within 2 working days.\n", "  body: We come. {rent}\n", "We come. {rent}"
    ),
    Seed(
        "never-stored",
        "    sensitive: true\n  - ask: moved",
        "    sensitive: never-stored\n  - ask: moved",
        "never-stored",
    ),
    Seed(
        "never-stored",
        "  - ask: rent\n",
        "  - ask: account\n    type: bank\n    title: Your account\n  - ask: rent\n",
        "type: bank",
        "appointment",
    ),
    Seed(
        "wrong-value",
        "  - ask: rent\n",
        "  - ask: damage\n    type: photo\n    title: The damage\n  - ask: rent\n",
        "type: photo",
        "optional",
    ),
    Seed(
        "wrong-value",
        "  - ask: rent\n",
        "  - ask: signed\n    type: signature\n    title: Sign\n    default: today\n  - ask: rent\n",
        "default: today",
    ),
    Seed("class", "class: 3\n", "class: 2\n", "type: nino"),
    Seed("class", "class: 3\n", "class: 1\n", "type: nino"),
    Seed("class", "offline: warn\nclass: 3\n", "offline: queue\nclass: 4\n", "offline: queue"),
    Seed("offline", "offline: warn\n", "offline: information\n", "send: waste/clean"),
    Seed(
        "offline",
        UNSENT,
        "",
        "done:",
    ),
    Seed(
        "orphan-text",
        "rooms.title:",
        "room.title: x\nrooms.title:",
        "room.title",
        "'rooms.title'",
        file="clean.cy.yaml",
    ),
    Seed(
        "orphan-text",
        "phone.title:",
        "fone.title: x\nphone.title:",
        "fone.title",
        "'phone.title'",
        file="shared.cy.yaml",
    ),
    Seed(
        "placeholders",
        "Beth yw incwm {person_name}?",
        "Beth yw'r incwm?",
        "Beth yw'r incwm?",
        file="clean.cy.yaml",
    ),
    Seed("missing-text", "why.title: Pam oedd yn hwyr?\n", "", "of: 2", file="clean.cy.yaml"),
    Seed("old-overlay", "of: 2\n", "of: 1\n", "of: 1", file="clean.other.yaml", level="warning"),
    Seed(
        "too-long",
        "  short: Address\n",
        f"  short: {'Address ' * 6}\n",
        "short: Address Address",
        level="warning",
    ),
    Seed(
        "wording",
        "body: This takes 3 minutes.",
        f"body: This {'so ' * 25}takes time.",
        "so so",
        "two",
        level="warning",
    ),
    Seed(
        "wording",
        "body: This takes 3 minutes.",
        "body: This is quickly checked by us.",
        "checked",
        "who does it",
        level="warning",
    ),
    Seed(
        "hard-word",
        "body: This takes 3 minutes.",
        "body: This requires 3 minutes.",
        "requires",
        "'need'",
        level="warning",
    ),
    Seed(
        "hard-word",
        "body: This takes 3 minutes.",
        "body: Look at this prior to 5pm.",
        "prior to",
        "'before'",
        level="warning",
    ),
    Seed(
        "blame",
        "body: This takes 3 minutes.",
        "body: Please take 3 minutes.",
        "Please",
        "what to do",
        level="warning",
    ),
    Seed(
        "reading-age",
        "body: This takes 3 minutes.",
        "body: Environmental responsibilities characterise neighbourhood communities everywhere, and "
        "local professional development opportunities nationally.",
        "Environmental",
        "shorter",
        level="warning",
    ),
    Seed(
        "walk",
        CLAIM,
        UNANSWERABLE,
        "title: What is your claim reference?",
    ),
]


def seeded(folder: Path, seed: Seed) -> str:
    """Plant the seed; gives the changed text."""
    shutil.copytree(FIXTURES, folder, ignore=shutil.ignore_patterns("data"))
    path = folder / seed.file
    before = path.read_text(encoding="utf-8")
    if seed.file == "clean.yaml" and not seed.where:
        # In one language only, so that a new text is not missing in another.
        for overlay in folder.glob("clean.*.yaml"):
            overlay.unlink()
        before = before.replace("languages: [en, cy]\n", "")
    assert before.count(seed.old) == 1, "a seed changes one place"
    after = before.replace(seed.old, seed.new)
    path.write_text(after, encoding="utf-8")
    return (folder / (seed.where or seed.file)).read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.rule}:{seed.new[:30].strip()!r}")
def test_a_seeded_mistake_is_found_at_its_line(seed: Seed, tmp_path: Path) -> None:
    text = seeded(tmp_path / "journeys", seed)
    found = load_files(tmp_path / "journeys", try_out=True).problems
    line = text[: text.index(seed.at)].count("\n") + 1
    mine = [one for one in found if one.rule == seed.rule]
    assert mine, [str(one) for one in found]
    first = mine[0]
    assert (first.file, first.line, first.level) == (seed.where or seed.file, line, seed.level), str(first)
    assert seed.hint in first.suggestion
    others = {one.rule for one in found if one.level == "error" or seed.level == "warning"} - {seed.rule}
    assert not others, [str(one) for one in found]


def test_every_rule_has_a_seed() -> None:
    folder = Path(kiosk.journeys.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    rules = set(
        re.findall(
            r"""(?:found|say|_say|ExpressionError)\(\s*[^"()]*(?:\([^()]*\))?[^"()]*"([a-z]+(?:-[a-z]+)*)",""",
            source,
        )
    )
    assert len(rules) > 40
    assert rules - {seed.rule for seed in SEEDS} == set()


def test_the_clean_journey_has_no_problem() -> None:
    found = load_files(FIXTURES, try_out=True)
    assert found.problems == ()
    assert found.texts["clean.cy.yaml"] == (67, 67)
