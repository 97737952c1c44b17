"""Which needs lie on one card, so that few taps find those that ask for the same and those that want the opposite.

Opposites rarely share their words: one asks for a reason, the other wants to be left in peace. So needs are compared by
what they are about (:mod:`.gist`) as well as by their words. A card holds needs of which each pair is likely; a tap
answers a pair, or says that all are different. After each tap the next card is chosen anew: what is the same is one need
from then on, and what is opposite to one of them is opposite to all.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations

from .gist import HALF_NAMED, Gist, gist
from .subjects import SUBJECTS

CARD_SIZE = 12
# how much of a likeness remains where one department or one person asks twice: opposites come from different ones
SAME_SIDE = 0.3
# shares of the likeness: matters, subjects, and stances that both speak of, beside the words themselves
MATTER, SUBJECT, AXIS = 0.7, 0.5, 0.3
# what each two opposite words add, and at most
OPPOSITE_WORDS, MOST_OPPOSITE = 0.15, 1.5
# a pair that was on a card and not answered comes later
PASSED_OVER = 0.4
# an answer about the need that is picked costs one tap, one about two others two
PICKED = 2.0


@dataclass(frozen=True)
class Asked:
    """A need as far as its place on a card depends on it.

    :param whole: the need that it became part of, its own id where it stands alone
    """

    id: int
    title: str
    text: str = ""
    department: int = 0
    author: int = 0
    whole: int = 0


def _vectors(gists: list[Gist]) -> list[dict]:
    """One vector per need, of which the product of two is the likeness of their needs."""
    whole: list[dict] = [{} for _gist in gists]
    for name, share in (("words", 1.0), ("matters", MATTER), ("subjects", SUBJECT), ("poles", AXIS)):
        rows = [dict.fromkeys(g.poles, 1.0) if name == "poles" else getattr(g, name) for g in gists]
        met: Counter = Counter()
        for row in rows:
            met.update(row)
        for vector, row in zip(whole, rows, strict=True):
            weighted = {key: weight * math.log(1 + len(gists) / met[key]) for key, weight in row.items()}
            length = math.sqrt(sum(weight * weight for weight in weighted.values()))
            vector |= {(name, key): math.sqrt(share) * weight / length for key, weight in weighted.items()}
    return whole


def _products(vectors: Iterable[Mapping]) -> dict[tuple[int, int], float]:
    """``{(place, later place): product}`` of each two vectors that share something."""
    places: dict = {}
    for place, vector in enumerate(vectors):
        for key, weight in vector.items():
            places.setdefault(key, []).append((place, weight))
    products: dict[tuple[int, int], float] = {}
    for of_key in places.values():
        for (one, mine), (other, theirs) in combinations(of_key, 2):
            products[one, other] = products.get((one, other), 0.0) + mine * theirs
    return products


def _product(one: Mapping, other: Mapping) -> float:
    fewer, more = (one, other) if len(one) < len(other) else (other, one)
    return sum(weight * more[key] for key, weight in fewer.items() if key in more)


def _opposite_words(one: Gist, other: Gist) -> float:
    """How far two needs speak for different sides of the same stances.

    >>> _opposite_words(gist("Hide the margin"), gist("Show the margin")) > 0
    True
    >>> _opposite_words(gist("Hide the margin"), gist("Hide the price"))
    0
    """
    shared = (one.poles[key] * other.poles[key] for key in one.poles if key in other.poles)
    return min(MOST_OPPOSITE, sum(-both for both in shared if both < 0))


def chances(needs: Collection[Asked]) -> dict[tuple[int, int], float]:
    """How likely two wholes are the same or opposite, as a weight above 0; a part speaks for its whole.

    Needs that share nothing are left out.

    >>> asked = [Asked(1, "Hide the margin", department=1), Asked(2, "Show the margin", department=2),
    ...          Asked(3, "Merge two contacts", department=3)]
    >>> weights = chances(asked)
    >>> [pair for pair, weight in weights.items() if weight > 0]
    [(1, 2)]
    """
    asked = list(needs)
    gists = [gist(need.title, need.text) for need in asked]
    found: dict[tuple[int, int], float] = {}
    for (i, j), product in _products(_vectors(gists)).items():
        one, other = asked[i], asked[j]
        pair = _key(one.whole or one.id, other.whole or other.id)
        if pair[0] == pair[1]:
            continue
        likeness = product + OPPOSITE_WORDS * _opposite_words(gists[i], gists[j])
        if (one.department and one.department == other.department) or (one.author and one.author == other.author):
            likeness *= SAME_SIDE
        found[pair] = max(found.get(pair, 0.0), likeness * likeness)
    return found


def _key(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def next_card(
    needs: Collection[Asked],
    answered: Iterable[tuple[int, int]] = (),
    opposed: Iterable[tuple[int, int]] = (),
    passed_over: Iterable[Collection[int]] = (),
    size: int = CARD_SIZE,
) -> list[int]:
    """The needs of the next card, the one that is picked at first in front; empty when every pair is answered.

    :param answered: pairs that are answered, opposite ones among them
    :param opposed: pairs that want the opposite: what is like one side is asked about the other side later
    :param passed_over: cards that were shown and on which something else was answered

    >>> asked = [Asked(1, "Hide the margin"), Asked(2, "Merge two contacts"), Asked(3, "Show the margin")]
    >>> sorted(next_card(asked, size=2))
    [1, 3]
    >>> next_card(asked, answered=[(1, 3), (2, 1), (2, 3)])
    []
    """
    whole_of = {need.id: need.whole or need.id for need in needs}
    weights = chances(needs)
    for one, other in answered:
        weights.pop(_key(whole_of.get(one, one), whole_of.get(other, other)), None)
    for card in passed_over:
        for pair in combinations(sorted({whole_of[number] for number in card if number in whole_of}), 2):
            if pair in weights:
                weights[pair] *= PASSED_OVER
    _spare_the_like(needs, weights, [(whole_of[a], whole_of[b]) for a, b in opposed if a in whole_of and b in whole_of])
    beside: dict[int, dict[int, float]] = {}
    for (one, other), weight in weights.items():
        if weight > 0:
            beside.setdefault(one, {})[other] = weight
            beside.setdefault(other, {})[one] = weight
    best = max((_card_of(picked, beside, size) for picked in sorted(beside)), default=(0.0, []), key=lambda one: one[0])
    return best[1]


def _card_of(picked: int, beside: Mapping[int, Mapping[int, float]], size: int) -> tuple[float, list[int]]:
    """``(weight of all its pairs, needs)``: each next need is the one that adds most to those that are there."""
    near = nlargest(3 * size, beside[picked].items(), key=lambda one: one[1])
    gain = {other: PICKED * likely for other, likely in near}
    weight, card = 0.0, [picked]
    while gain and len(card) < size:
        added = max(gain, key=gain.__getitem__)
        weight += gain.pop(added)
        card.append(added)
        for other in gain:
            gain[other] += beside[added].get(other, 0.0)
    return weight, card


def _spare_the_like(needs, weights, opposed):
    """Ask later whether what is like one side is opposite to the other side: it is probably the same as that one."""
    words: dict[int, dict[str, float]] = {}
    for need in needs:
        words.setdefault(need.whole or need.id, {}).update(gist(need.title, need.text).words)
    sides = {side for pair in opposed for side in pair}
    met = Counter(word for said in words.values() for word in said)
    rare = {
        whole: {word: weight * math.log(1 + len(words) / met[word]) for word, weight in said.items()}
        for whole, said in (words.items() if sides else ())
    }
    length = {whole: math.sqrt(_product(said, said)) or 1.0 for whole, said in rare.items()}
    like = {
        side: {
            one: min(1.0, 1.5 * _product(said, rare[side]) / length[one] / length[side]) for one, said in rare.items()
        }
        for side in sides
    }
    for one, other in opposed:
        for near, far in ((one, other), (other, one)):
            for whole, likeness in like[near].items():
                if whole not in (near, far) and (pair := _key(whole, far)) in weights:
                    weights[pair] *= 1 - likeness


@dataclass(frozen=True)
class Filling:
    """What two opposite needs are about, as far as their words say.

    :param stances: of the one and of the other
    :param target: ``model.field``, empty where the words name none
    """

    stances: tuple[str, str]
    target: str = ""


def fill(one: tuple[str, str], other: tuple[str, str]) -> Filling:
    """The stances and the target of two needs, given as title and text, that want the opposite.

    >>> fill(("The lost reason is mandatory", ""), ("No reason for lost junk leads, do not ask why", ""))
    Filling(stances=('mandatory', 'optional'), target='crm.lead.lost_reason_id')
    >>> fill(("Show the margin", ""), ("Hide the margin", "")).stances
    ('visible', 'hidden')
    >>> fill(("Blue", ""), ("Red", ""))
    Filling(stances=('this_way', 'other_way'), target='')
    >>> fill(("Show the margin", ""), ("Show the price", "")).stances  # they lean the same way
    ('this_way', 'other_way')
    """
    mine, theirs = gist(*one), gist(*other)
    shared = {row: mine.subjects[row] * theirs.subjects[row] for row in mine.subjects if row in theirs.subjects}
    # a subject of which both name the thing only is no ground for a guess
    shared = {row: weight for row, weight in shared.items() if weight > HALF_NAMED**2}
    target = ""
    if shared:
        row = max(shared, key=lambda row: (shared[row], -row))
        stances, target = SUBJECTS[row].stances, SUBJECTS[row].target
    else:
        lean = {key: mine.poles[key] * theirs.poles[key] for key in mine.poles if key in theirs.poles}
        strongest = min(lean, key=lambda key: (lean[key], key), default=None)
        stances = strongest if strongest and lean[strongest] < 0 else ("this_way", "other_way")
    turned = mine.poles.get(stances, 0.0) < theirs.poles.get(stances, 0.0)
    return Filling(stances[::-1] if turned else stances, target)
