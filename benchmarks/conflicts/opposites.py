"""How many taps it takes until both sides of the real requests that contradict each other were on one card.

A room that knows the answers is simulated: it says "same" where the set marks duplicates, "opposite" where it marks a
conflict, "all different" where a card holds neither. A tap is a tap: an answer about the need that is picked costs one,
an answer about two others costs two (one of them is picked first), "all different" costs one. What was said to be the same
is one need from then on. A pair was offered when both its needs, or what they became part of, were on one card.

Half of the pairs, the even ones, was never read by those who wrote the words (``tools/conflicts/subjects.py``): the
figure on that half says what the words do for requests that nobody has seen.

Which card comes first hangs on small differences, so the same requests are asked in several orders: one order alone would
show luck.
"""

import csv
import random
import statistics
import sys
from itertools import combinations
from pathlib import Path

REQUESTS = Path(__file__).parents[3] / "shared" / "data" / "crm_needs.csv"
TAPS = (20, 40, 60, 90)
# in how many further orders the requests are asked
ORDERS = 6


class Room:
    """The answers of the set, and what was offered after how many taps."""

    def __init__(self, rows, language, pairing):
        self.pairing, self.rows = pairing, rows
        self.departments = sorted({row["department"] for row in rows})
        self.titles = [(row[f"title_{language}"], row["description_en"]) for row in rows]
        self.whole = list(range(len(rows)))
        group = [row["duplicate_group"] or row["id"] for row in rows]
        self.same = {pair for pair in combinations(range(len(rows)), 2) if group[pair[0]] == group[pair[1]]}
        conflict = {}
        for number, row in enumerate(rows):
            conflict.setdefault(row["conflict_group"], []).append(number)
        self.marked = {name: tuple(pair) for name, pair in conflict.items() if name}
        named = {frozenset((group[one], group[other])) for one, other in self.marked.values()}
        self.opposite = {
            pair for pair in combinations(range(len(rows)), 2) if frozenset((group[pair[0]], group[pair[1]])) in named
        }
        self.answered, self.opposed, self.passed, self.taps, self.lines = set(), set(), [], 0, 0
        self.offered = {}

    def asked(self):
        return [
            self.pairing.Asked(
                number, title, text, self.departments.index(self.rows[number]["department"]) + 1, 0, self.whole[number]
            )
            for number, (title, text) in enumerate(self.titles)
        ]

    def members(self, whole):
        return [number for number, of in enumerate(self.whole) if of == whole]

    def answer_next(self, size):
        """One card and the tap that answers it; False where there is none any more."""
        card = self.pairing.next_card(self.asked(), self.answered, self.opposed, self.passed, size)
        if not card:
            return False
        self.lines += len(card)
        pairs = [(min(pair), max(pair)) for pair in combinations(card, 2)]
        hits = []
        for pair in pairs:
            inner = {(min(a, b), max(a, b)) for a in self.members(pair[0]) for b in self.members(pair[1])}
            for found in inner & (self.same | self.opposite):
                self.offered.setdefault(found, self.taps)
            if pair not in self.answered and inner & (self.same | self.opposite):
                hits.append((card[0] not in pair, not inner & self.same, pair))
        if not hits:
            self.taps += 1
            self.answered |= set(pairs)
            return True
        far, is_opposite, pair = min(hits)
        self.taps += 2 if far else 1
        self.passed.append(card)
        if is_opposite:
            self.answered.add(pair)
            self.opposed.add(pair)
        else:
            self.whole = [pair[0] if of == pair[1] else of for of in self.whole]
            mapped = lambda each: tuple(sorted(self.whole[number] for number in each))  # noqa: E731
            self.answered, self.opposed = set(map(mapped, self.answered)), set(map(mapped, self.opposed))
        return True


def readings(room):
    """How many pairs the set has, by each way of counting them."""
    one_side = {
        frozenset((near, other))
        for pair in room.marked.values()
        for side, far in (pair, pair[::-1])
        for near, other in [
            (side, far),
            *((twin, far) for each in room.same if side in each for twin in set(each) - {side}),
        ]
    }
    return {
        "marked": len(room.marked),
        "in both directions": 2 * len(room.marked),
        "with duplicates of one side": len(one_side),
        "with duplicates of both sides": len(room.opposite),
    }


def ask(rows, language, pairing, size, taps):
    """A room that answers cards until ``taps`` are spent; also how many titles it read within 60."""
    room, lines_read = Room(rows, language, pairing), 0
    while room.taps < taps and room.answer_next(size):
        if room.taps <= 60:
            lines_read = room.lines
    return room, lines_read


def count(room, taps):
    """What was offered before so many taps: ``(marked, of the half nobody read, opposite, same)``."""
    shown = {pair for pair, at in room.offered.items() if at < taps}
    found = [name for name, pair in room.marked.items() if pair in shown]
    unread = [name for name in found if int(name[4:]) % 2 == 0]
    return len(found), len(unread), len(shown & room.opposite), len(shown & room.same)


def measure(size=None):
    """Print the figures in both languages; returns the marked pairs offered within 60 taps, by language."""
    from odoo.addons.crm_facilitation.tools.conflicts import pairing

    size = size or pairing.CARD_SIZE
    with REQUESTS.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    within = {}
    for language in ("en", "ru"):
        room, lines_read = ask(rows, language, pairing, size, max(TAPS))
        if not within:
            print("\nopposites: pairs of the set " + ", ".join(f"{name} {n}" for name, n in readings(room).items()))
        print(f"opposites {language}: cards of {size}, a room that knows the answers, the requests in the set's order")
        halves = sum(int(name[4:]) % 2 == 0 for name in room.marked)
        for taps in TAPS:
            marked, unread, opposite, same = count(room, taps)
            print(
                f"  within {taps:>2} taps: {marked} of {len(room.marked)} marked pairs"
                f" (of the half nobody read {unread} of {halves});"
                f" with their duplicates {opposite} of {len(room.opposite)} opposite pairs;"
                f" {same} of {len(room.same)} duplicates"
            )
        within[language] = count(room, 60)[0]
        print(f"  titles read in 60 taps: {lines_read} of {len(rows)} needs")
        others = []
        for order in range(1, ORDERS + 1):
            shuffled = random.Random(order).sample(rows, len(rows))
            others.append(count(ask(shuffled, language, pairing, size, 60)[0], 60))
        for place, name in enumerate(("marked pairs", "of the half nobody read", "with duplicates", "duplicates")):
            figures = [other[place] for other in others]
            print(
                f"  in {ORDERS} other orders, within 60 taps, {name}: {min(figures)} to {max(figures)},"
                f" median {statistics.median(figures):g}"
            )
    return within


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
