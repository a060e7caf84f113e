"""The decision on a misread syllable: what was likely written, given its neighbours and how engines misread.

A noisy channel. For every syllable whose pair with a neighbour is rare where a confusable pair is frequent, the
readings it may stand for are weighed by a back-off trigram model, less the cost of the confusion and of assuming an
error at all. Above one threshold the text is changed, between two it is reported, below nothing happens.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from normalize.language.confusions import candidates, mark_cost
from normalize.language.likelihood import log_likelihood
from normalize.language.ngrams import administrative
from normalize.language.run_model import (
    association,
    gain,
    log_second,
    standing_with_neighbours,
    stands_in_triple,
    stands_with_neighbours,
)
from normalize.repair.changes import Change
from normalize.repair.doubt import FINE, known
from normalize.repair.phrases import LONGEST_PHRASE, long_phrases, phrases_at
from normalize.repair.runs import Run, may_change_phrase, may_change_word, starts_sentence
from normalize.repair.word_runs import word_runs
from normalize.tones import comparable
from schemas.letters import has_marks, toneless
from schemas.syllables import has_impossible_tone, is_syllable, lacks_tone

PRIOR = 3.0
"""Cost in nats of assuming an error: about one syllable in twenty."""

UNREADABLE_PRIOR = 0.0
"""The same for letters with marks that are no syllable: something must be wrong, the question is only what."""

FOREIGN_PRIOR = 5.0
"""The same for letters without marks that are no syllable: they may well be a foreign word."""

STOPPED_PRIOR = 3.0
"""The same for letters that only lack the tone which a syllable with their end must have (`hoc`, `sach`)."""

PHRASE_PRIOR = 0.5
"""The same inside a fixed phrase, whose bare letters are there already."""

ORDINARY = 1000.0
"""A syllable counted so often is an ordinary one; see `_rarity`."""

ASSOCIATED_IF_UNREADABLE = 1.5
ASSOCIATED = 3.0
"""Nats a reading must be drawn to one of its neighbours (pointwise mutual information): function words stand beside
everything, which proves nothing. A reading that was counted with two neighbours at once needs no more, and one for
letters that are no syllable whatever they are beside needs less.
"""

TRIPLE_COST = 0.4
"""Nats more where only a triple speaks for a reading: `300 lọ huyết thanh` is no `là huyết thanh`."""

WELL_COUNTED = 25.0
WELL_COUNTED_COST = 2.0
"""Nats more to change a syllable that was counted `WELL_COUNTED` times beside one of its neighbours: `hội thao` is
rarer than `hội thảo`, but it is a word.
"""

TERM_BONUS = 2.0
"""Nats in favour of a phrase that begins with a capital inside a sentence."""

APPLY = 3.0
"""Nats by which a reading must win to be applied."""

SUSPECT = 1.0
"""Nats by which it must win to be reported."""

VOTABLE = -2.0
"""Nats down to which a reading is kept for a vote of the whole document (`normalize.repair.votes`)."""

_PHRASE_COUNT = 10.0
_LITTLE = 0.1

_MAX_CHANGES = 6

_QUOTED = re.compile(r"“[^”]{1,300}”|\"[^\"]{1,300}\"|«[^»]{1,300}»")


@dataclass(frozen=True, slots=True)
class Reading:
    """A better reading of `text[start:end]` and how many nats it wins by; applied when `gain` reaches `APPLY`."""

    start: int
    end: int
    before: str
    after: str
    gain: float
    from_phrase: bool
    wording: tuple[str, str] = ("", "")
    """The words around and with it as read and as proposed, for a count in the whole document."""
    printed: str = ""
    """The words of `wording` as they were read, capitals and all."""
    only_asks: bool = False
    """What stands there may be a wording of its own: a person is asked, whatever the engine or the document says."""

    @property
    def is_sure(self) -> bool:
        """Whether the text is changed; otherwise the reading is only reported."""
        return self.gain >= APPLY and not self.only_asks

    @property
    def score(self) -> float:
        """Confidence, 0..1: the posterior of the reading, never quite 1."""
        return round(1 / (1 + math.exp(-min(self.gain, 6.9))), 3)

    def change(self) -> Change:
        """The change to make."""
        return Change(self.start, self.end, self.after, self.score)


def find_misread(text: str) -> list[Reading]:
    """The readings of `text` that beat what stands there by `VOTABLE` nats or more, in order, without overlap."""
    found: list[Reading] = []
    quoted: list[tuple[int, int]] | None = None
    for run in word_runs(text):
        if FINE.covers(run.pairs):
            continue
        doubtful = [at for at, pair in enumerate(run.pairs) if not FINE.has(pair)]
        if not doubtful:
            continue
        if quoted is None:
            quoted = [span.span() for span in _QUOTED.finditer(text)]
        if _is_torn(text, run.start, run.end):
            continue
        readings = _read_run(_run(text, run.start, run.words), doubtful)
        in_quotes = any(start <= run.start < end for start, end in quoted)
        found += (reading for reading in readings if not in_quotes or _is_unreadable(comparable(reading.before)))
    return found


def _is_unreadable(key: str) -> bool:
    """Whether letters with marks are no syllable: a quotation may say anything, but not that."""
    return not key.isascii() and not is_syllable(key)


def _is_torn(text: str, start: int, end: int) -> bool:
    """Whether a loose combining mark stands at an end of a run: its word is not what it seems."""
    return bool(start and unicodedata.combining(text[start - 1])) or bool(
        end < len(text) and unicodedata.combining(text[end])
    )


def _run(text: str, start: int, words: Sequence[str]) -> Run:
    looked_up = [known(word) for word in words]
    keys, numbers = [word.key for word in looked_up], [word.number for word in looked_up]
    return Run(text, start, list(words), keys, numbers, all(word.isupper() for word in words), tuple(keys))


def _read_run(run: Run, doubtful: Sequence[int]) -> Iterator[Reading]:
    """The best readings of a run, found one by one: each change is context for the next."""
    places = sorted({at + step for at in doubtful for step in (0, 1)})
    original = list(run.words)
    weak: dict[int, _Proposal] = {}
    settled: dict[int, _Proposal] = {}
    for _ in range(_MAX_CHANGES):
        proposals = [p for at in places if (p := _best_at(run, at)) is not None]
        proposals += [p for at in _phrase_starts(run, places) if (p := _best(_phrase_proposals(run, at))) is not None]
        best = max(proposals, key=lambda p: p.gain, default=None)
        if best is None:
            break
        if best.gain < APPLY:
            weak = {p.first: p for p in proposals}
            break
        _settle(run, best)
        settled = {at: p for at, p in settled.items() if not best.first <= at <= best.last} | {best.first: best}
        near = range(max(0, best.first - 1), min(len(run.words), best.last + 2))
        places = sorted({*places, *near})
    blocked = {at for p in settled.values() for at in range(p.first, p.last + 1)}
    run_words = replace(run, words=original)
    kept = {**{at: p for at, p in weak.items() if blocked.isdisjoint(range(p.first, p.last + 1))}, **settled}
    taken = -1
    for at in sorted(kept):
        proposal = kept[at]
        if proposal.first > taken:
            taken = proposal.last
            yield from _readings(run_words, proposal)


def _readings(run: Run, proposal: _Proposal) -> Iterator[Reading]:
    """A proposal as readings of single words, so that words that stay as they are stay outside the edits."""
    first, last = proposal.first, proposal.last
    if first == last:
        first, last = max(0, first - 1), min(len(run.words) - 1, last + 1)
    before = [comparable(word) for word in run.words[first : last + 1]]
    after = list(before)
    after[proposal.first - first : proposal.last - first + 1] = proposal.keys
    wording, printed = (" ".join(before), " ".join(after)), " ".join(run.words[first : last + 1])
    for at, word in zip(range(proposal.first, proposal.last + 1), proposal.words, strict=True):
        if word != run.words[at]:
            start, end = run.span(at, at)
            yield Reading(
                start, end, run.words[at], word, proposal.gain, proposal.from_phrase, wording, printed, proposal.asks
            )


@dataclass(frozen=True, slots=True)
class _Proposal:
    """Other words for the places `first`..`last` of a run, and what they gain."""

    first: int
    last: int
    words: tuple[str, ...]
    keys: tuple[str, ...]
    gain: float
    from_phrase: bool = False
    asks: bool = False


def _settle(run: Run, proposal: _Proposal) -> None:
    number = administrative().number
    for at, word, key in zip(range(proposal.first, proposal.last + 1), proposal.words, proposal.keys, strict=True):
        run.words[at], run.keys[at], run.numbers[at] = word, key, number(key)


def _best_at(run: Run, at: int) -> _Proposal | None:
    """The best proposal for a place of a run, None when none reaches `VOTABLE`."""
    return _best([*_phrase_proposals(run, at), *_syllable_proposals(run, at)])


def _best(proposals: Iterable[_Proposal]) -> _Proposal | None:
    best = max(proposals, key=lambda p: p.gain, default=None)
    return best if best is not None and best.gain >= VOTABLE else None


def _phrase_starts(run: Run, places: Sequence[int]) -> list[int]:
    """Places before the doubtful ones at which a phrase may begin that reaches them (`quy hoạch chỉ tiết`)."""
    keys, begun = run.keys, long_phrases()
    return [
        start
        for first in places
        if first - 1 not in places
        for start in range(max(0, first - LONGEST_PHRASE + 2), first)
        if (keys[start], keys[start + 1]) in begun
    ]


def _phrase_proposals(run: Run, at: int) -> Iterator[_Proposal]:
    for phrase in phrases_at(run.keys, at):
        last = at + len(phrase.syllables) - 1
        pairs = list(zip(run.keys[at : last + 1], phrase.syllables, strict=True))
        if not may_change_phrase(run, at, last, (at + i for i, (read, right) in enumerate(pairs) if read != right)):
            continue
        cost = sum(mark_cost(read, right) for read, right in pairs)
        numbers = [administrative().number(key) for key in phrase.syllables]
        won = gain(run.numbers, at, numbers) - cost - PHRASE_PRIOR + _phrase_bonus(run, at, phrase.syllables)
        asks = not phrase.is_alone and _is_other_wording(run.as_read[at : last + 1], phrase.syllables)
        after = tuple(
            word if read == right else _in_case(right, word)
            for word, (read, right) in zip(run.words[at : last + 1], pairs, strict=True)
        )
        won = min(won, APPLY - _LITTLE) if asks else won
        yield _Proposal(at, last, after, phrase.syllables, won, from_phrase=True, asks=asks)


def _is_other_wording(read: Sequence[str], right: Sequence[str]) -> bool:
    """Whether what was read may be a wording of its own: several syllables differ, and each is one.

    `trồng nấm` has the letters of `trong năm`; an engine seldom misreads two words in a row into two words.
    """
    changed = [one for one, other in zip(read, right, strict=True) if one != other]
    return len(changed) > 1 and all(map(is_syllable, changed))


def _phrase_bonus(run: Run, at: int, right: tuple[str, ...]) -> float:
    """What speaks for a phrase beside the counts in its neighbourhood.

    A capital inside a sentence belongs to a term, and what the counts of its pairs leave out is made up for.
    """
    bonus = 0.0
    word = run.words[at]
    if word[:1].isupper() and not run.capitals and not starts_sentence(run, at):
        bonus += TERM_BONUS
    return bonus + _floor_bonus(right)


@functools.lru_cache(maxsize=4096)
def _floor_bonus(phrase: tuple[str, ...]) -> float:
    """What the counts owe a phrase of the inventory: its pairs are taken as counted `_PHRASE_COUNT` times at least."""
    ngrams = administrative()
    owed = 0.0
    for a, b in pairwise(map(ngrams.number, phrase)):
        if a >= 0 and b >= 0 and ngrams.pair(a, b) == 0.0:
            owed += max(0.0, math.log(min(1.0, _PHRASE_COUNT / ngrams.unigram(a))) - log_second(a, b))
    return owed


def _syllable_proposals(run: Run, at: int) -> Iterator[_Proposal]:
    if not may_change_word(run, at):
        return
    word, key = run.words[at], run.keys[at]
    first = max(0, at - 2)
    won, other = _best_syllable(key, tuple(run.numbers[first : at + 3]), at - first)
    if other:
        yield _Proposal(at, at, (_in_case(other, word),), (other,), won)


def _rarity(key: str) -> float:
    """Nats a syllable loses in the counts for being rare: rare words are no slips, so they are given back."""
    ngrams = administrative()
    return max(0.0, math.log(ORDINARY / max(ngrams.unigram(ngrams.number(key)), 0.5)))


def _prior(key: str) -> float:
    """Cost of assuming that `key` is misread, by what kind of a string it is.

    A syllable that nobody ever wrote (`khóng`) is no rare word: what it has the shape of speaks no more for it than for
    an ordinary one.
    """
    if is_syllable(key):
        return PRIOR if administrative().number(key) < 0 and has_marks(key) else PRIOR + _rarity(key)
    if _is_unreadable(key):
        return UNREADABLE_PRIOR
    return STOPPED_PRIOR if lacks_tone(key) else FOREIGN_PRIOR


@functools.lru_cache(maxsize=65536)
def _best_syllable(key: str, window: tuple[int, ...], at: int) -> tuple[float, str]:
    """What the best other reading of a syllable in its window gains over all others, and the reading (or "")."""
    prior = _prior(key)
    if stands_with_neighbours(window, at, window[at], least=WELL_COUNTED):
        prior += WELL_COUNTED_COST
    as_read = log_likelihood(window, at)
    if as_read > -(prior + SUSPECT):
        return -math.inf, ""  # even a certain reading would not gain enough
    before, after = window[:at], window[at + 1 :]
    gains = sorted(
        (log_likelihood((*before, number, *after), at) - as_read - cost - prior, other, number)
        for other, number, cost in standing_with_neighbours(window, at, candidates(key))
    )
    if not gains:
        return -math.inf, ""
    wants_marks = lacks_tone(key) or has_impossible_tone(key)
    with_marks = [found for found in gains if toneless(found[1]) == toneless(key)] if wants_marks else []
    if with_marks:  # nothing but its marks is missing or wrong, and that for sure
        return _ahead(with_marks)
    needed = ASSOCIATED_IF_UNREADABLE if _is_unreadable(key) else ASSOCIATED
    is_drawn = association(window, at, gains[-1][2]) >= needed
    if not is_drawn and not stands_in_triple(window, at, gains[-1][2]):
        return -math.inf, ""
    won, reading = _ahead(gains)
    won -= 0.0 if is_drawn else TRIPLE_COST
    # Other letters in place of a tone that is missing: `chăt tỉa` is no `cắt tỉa`, so a person is asked.
    return (min(won, APPLY - _LITTLE) if lacks_tone(key) else won), reading


def _ahead(gains: Sequence[tuple[float, str, int]]) -> tuple[float, str]:
    """What the last of the readings, sorted by what they gain, gains over all others; and the reading."""
    best, reading, _ = gains[-1]
    rivals = sum(math.exp(min(rival, 50.0)) for rival, _, _ in gains[:-1])
    return best - math.log1p(rivals), reading


def _in_case(key: str, like: str) -> str:
    if len(like) > 1 and like.isupper():
        return key.upper()
    return key.capitalize() if like[:1].isupper() else key
