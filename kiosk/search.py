"""Finding a service by what people type: everyday words, in any number and nearly any spelling.

Pure: the register and the services' titles in, ids out, best first. Words count in the resident's language
and in English, since people mix them. A search never comes back empty-handed: where no service fits it names
the groups that come nearest. Built once for a language (`Finder`), then asked at every key.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from math import log

from msgspec import Struct

from kiosk.services import FIRST_LANGUAGE, Register
from kiosk.spelling import folded, mutated, slips, sound, stem

EXACT, SAME_STEM, BEGUN, SAME_SOUND = 1.0, 0.95, 0.85, 0.8
ONE_SLIP, NEAR_SOUND, TWO_SLIPS, SLIPPED_TO_ANOTHER = 0.75, 0.6, 0.55, 0.5
"""What a typed word is worth, by how it comes to one that we know."""
LEAST = 0.3
"""A service with a smaller score is no answer."""
BESIDE_BEST = 0.6
"""Services this far behind the best are left out."""
MOST = 8
SHORTEST_BEGINNING, SHORTEST_SOUND, SHORTEST_NEAR_SOUND, SHORTEST_JOINED = 2, 3, 5, 6
OWN, OF_GROUP = 1.0, 0.6
"""What a service's own phrases count, and the name of its group."""
_IDLE = {
    "en": "a am an and are at be can do for from get have how i im in is it me my near need not of on or "
    "our please some that the there this to want was we what where with you your",
    "cy": "a ac am ar at beth chi ei eich eisiau fy fi gan gyda i mae mewn mi o oes r rydw rwyf sut wedi y "
    "yn yr",
    "pl": "a co chce dla do i jak jest ja mam moj moja na nie o od po sie to w z za ze",
    "ro": "a al am ce cu cum de din eu este in la mea meu nu pe pentru sa si un o vreau",
    "uk": "а в до з за и і к мені мій моя моє на не о по про та у це як я що",
    "ar": "في من على الى عن مع هل ما كيف انا اريد لدي هذا هذه و يا",
}
"""Words that say nothing about the service. Those of the language and of English are passed over."""


class Found(Struct, frozen=True):
    """Services, best first, and, where there are none, the groups that come nearest."""

    services: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class _Phrase(Struct, frozen=True):
    """One phrase of a service: its words, those joined, and what it counts."""

    service: str
    words: tuple[str, ...]
    weight: float


class Finder:
    """The words of one language, made ready. `titles` are those of the services that are offered."""

    def __init__(self, register: Register, titles: Mapping[str, str], language: str) -> None:
        self._register = register
        self._languages = tuple(dict.fromkeys((language, FIRST_LANGUAGE)))
        self._idle = {folded(word) for one in self._languages for word in _IDLE.get(one, "").split()}
        self._phrases: list[_Phrase] = []
        self._of_word: dict[str, list[int]] = {}
        self._aliases: dict[str, dict[str, float]] = {}
        self._order = {name: number for number, name in enumerate(titles)}
        for name, title in titles.items():
            self._learn(name, title)

    def search(self, text: str) -> Found:
        """What fits `text`, the last word of which may be unfinished."""
        typed = [word for word in folded(text).split() if word not in self._idle] or folded(text).split()
        if not typed:
            return Found()
        scores = self._scores(typed)
        best = max(scores.values(), default=0.0)
        if best < LEAST:
            return Found(groups=self._nearest(scores))
        floor = max(LEAST, best * BESIDE_BEST)
        found = [name for name, score in scores.items() if score >= floor]
        found.sort(key=lambda name: (-scores[name], self._order[name]))
        return Found(services=tuple(found[:MOST]))

    # -- learning ------------------------------------------------------------------------------------

    def _learn(self, name: str, title: str) -> None:
        known = self._register.by_id.get(name)
        texts = [(title, self._languages[0], OWN)]
        for language in self._languages:
            if known is None:
                continue
            own = (*known.index.get(language, ()), *known.words.get(language, ()))
            texts += [(phrase, language, OWN) for phrase in own]
            for group in map(self._register.group, known.groups):
                if group is not None and language in group.title:
                    texts.append((group.title[language], language, OF_GROUP))
        for text, language, weight in texts:
            words = folded(text).split()
            words = [word for word in words if word not in self._idle] or words
            number = len(self._phrases)
            self._phrases.append(_Phrase(name, tuple(words), weight))
            for word in dict.fromkeys(words):
                self._of_word.setdefault(word, []).append(number)
                self._alias(word, word, EXACT)
                self._alias(stem(word, language), word, SAME_STEM)
                if language == "cy":
                    for form in mutated(word):
                        self._alias(form, word, SAME_STEM)
                if language == "ar" and word.startswith("ال"):
                    self._alias(word[2:], word, SAME_STEM)

    def _alias(self, form: str, word: str, worth: float) -> None:
        words = self._aliases.setdefault(form, {})
        words[word] = max(worth, words.get(word, 0.0))

    @cached_property
    def _forms(self) -> list[str]:
        return sorted(self._aliases)

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        """Sound: the forms that have it."""
        found: dict[str, list[str]] = {}
        for form in self._forms:
            if form.isascii() and len(form) >= SHORTEST_SOUND:
                found.setdefault(sound(form), []).append(form)
        return found

    @cached_property
    def _joined(self) -> dict[str, tuple[str, ...]]:
        """Neighbours in a phrase written as one word: the words themselves."""
        return {
            a + b: (a, b)
            for phrase in self._phrases
            for a, b in zip(phrase.words, phrase.words[1:], strict=False)
            if a + b not in self._aliases
        }

    @cached_property
    def _sound_list(self) -> list[str]:
        return [one for one in self._sounds if len(one) >= SHORTEST_NEAR_SOUND - 1]

    @cached_property
    def _joined_list(self) -> list[str]:
        return [one for one in self._joined if len(one) >= SHORTEST_JOINED]

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """How much a word says: the fewer services have it, the more."""
        services = {
            word: len({self._phrases[number].service for number in numbers})
            for word, numbers in self._of_word.items()
        }
        return {word: log(1 + len(self._order) / count) for word, count in services.items()}

    # -- asking --------------------------------------------------------------------------------------

    def _scores(self, typed: list[str]) -> dict[str, float]:
        """Each service that has anything of what was typed, from 0 to 1."""
        typed = [word for one in typed for word in self._parted(one)]
        matches = [self._match(word, last=place == len(typed) - 1) for place, word in enumerate(typed)]
        for place in range(len(typed) - 1):
            # One word that was typed as two: "dust bin", "pot hole".
            for word, worth in self._match(typed[place] + typed[place + 1], last=False).items():
                if worth >= SAME_SOUND:
                    for part in matches[place : place + 2]:
                        part[word] = max(worth, part.get(word, 0.0))
        strange = log(1 + len(self._order))
        says = [
            max((self._rarity[word] * worth for word, worth in one.items()), default=strange)
            for one in matches
        ]
        scores: dict[str, float] = {}
        for number in {n for one in matches for word in one for n in self._of_word[word]}:
            phrase = self._phrases[number]
            score = phrase.weight * self._fit(phrase, matches, says)
            scores[phrase.service] = max(score, scores.get(phrase.service, 0.0))
        return self._gathered(scores, matches, says)

    def _fit(self, phrase: _Phrase, matches: list[dict[str, float]], says: list[float]) -> float:
        """How well typed words and a phrase cover each other (Dice, each word by what it says)."""
        covered = dict.fromkeys(phrase.words, 0.0)
        typed_side = 0.0
        for one, weight in zip(matches, says, strict=True):
            hit = [(worth, word) for word, worth in one.items() if word in covered]
            if hit:
                typed_side += weight * max(hit)[0]
                for worth, word in hit:
                    covered[word] = max(covered[word], worth)
        phrase_side = sum(self._rarity[word] * worth for word, worth in covered.items())
        whole = sum(says) + sum(self._rarity[word] for word in covered)
        return (typed_side + phrase_side) / whole

    def _gathered(
        self, scores: dict[str, float], matches: list[dict[str, float]], says: list[float]
    ) -> dict[str, float]:
        """Half for the best phrase, half for how much of what was typed the service knows at all."""
        known: dict[str, list[float]] = {name: [0.0] * len(matches) for name in scores}
        for place, one in enumerate(matches):
            for word, worth in one.items():
                for number in self._of_word[word]:
                    places = known[self._phrases[number].service]
                    places[place] = max(places[place], worth)
        return {
            name: score / 2 + sum(a * b for a, b in zip(known[name], says, strict=True)) / sum(says) / 2
            for name, score in scores.items()
        }

    def _parted(self, typed: str) -> tuple[str, ...]:
        """Two words of ours that were typed as one: "counciltax"."""
        known = typed in self._aliases or any(form.startswith(typed) for form in self._forms)
        if known or len(typed) < SHORTEST_JOINED:
            return (typed,)
        near = max(self._near(typed, self._joined_list, EXACT), key=lambda one: one[1], default=None)
        alone = max((worth for _, worth in self._forms_of(typed, last=False)), default=0.0)
        return self._joined[near[0]] if near is not None and near[1] > alone else (typed,)

    def _match(self, typed: str, *, last: bool) -> dict[str, float]:
        """Words of ours that `typed` may be, and what each is then worth."""
        found: dict[str, float] = {}
        for form, worth in self._forms_of(typed, last=last):
            for word, alias in self._aliases[form].items():
                found[word] = max(worth * alias, found.get(word, 0.0))
        return found

    def _forms_of(self, typed: str, *, last: bool) -> Iterable[tuple[str, float]]:
        for language in self._languages:
            root = stem(typed, language)
            if root in self._aliases:
                yield root, EXACT if root == typed else SAME_STEM
        if typed in self._aliases:
            yield typed, EXACT
        if len(typed) >= SHORTEST_BEGINNING and (last or typed not in self._aliases):
            yield from ((form, BEGUN) for form in self._forms if form.startswith(typed))
        if typed in self._aliases:
            # A slip may make another word of it: "direct debt".
            if slips(typed):
                for form, _ in self._near(typed, self._forms, EXACT, most=1):
                    yield form, SLIPPED_TO_ANOTHER
            return
        yield from self._near(typed, self._forms, ONE_SLIP)
        if typed.isascii() and len(typed) >= SHORTEST_SOUND:
            heard = sound(typed)
            yield from ((form, SAME_SOUND) for form in self._sounds.get(heard, ()))
            if len(typed) >= SHORTEST_NEAR_SOUND:
                for near, worth in self._near(heard, self._sound_list, NEAR_SOUND, most=1):
                    yield from ((form, min(worth, NEAR_SOUND)) for form in self._sounds[near])

    def _near(
        self, typed: str, known: list[str], best: float, most: int | None = None
    ) -> Iterable[tuple[str, float]]:
        """Those of `known` that are a slip or two from `typed`. Two slips leave the first letter alone."""
        # Loads a library: only who searches waits for it.
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        allowed = slips(typed) if most is None else most
        if not allowed:
            if typed in known:
                yield typed, best
            return
        for form, distance, _ in extract(
            typed, known, scorer=OSA.distance, score_cutoff=allowed, limit=None, processor=None
        ):
            if distance == 0:
                yield form, best
            elif len(form) > 3 and (distance == 1 or form[0] == typed[0]):
                yield form, min(best, ONE_SLIP if distance == 1 else TWO_SLIPS)

    def _nearest(self, scores: dict[str, float]) -> tuple[str, ...]:
        """Groups of the services that come nearest; the big ones where nothing comes near."""
        groups: list[str] = []
        for name in sorted(scores, key=lambda name: -scores[name]):
            known = self._register.by_id.get(name)
            groups += known.groups[:1] if known is not None else ()
        big = [group.id for group in self._register.groups if group.home == "big"]
        return tuple(dict.fromkeys(groups or big))[:4]
