"""How many taps it takes until both sides of the real requests that contradict each other were on one card.

A room that knows the answers is simulated: it says "same" where the set marks duplicates, "opposite" where it marks a
conflict, "all different" where a card holds neither. A tap is a tap: an answer about the need that is picked costs one,
an answer about two others costs two (one of them is picked first), "all different" costs one. What was said to be the same
is one need from then on. A pair was offered when both its needs, or what they became part of, were on one card.

Half of the pairs, the even ones, was never read by those who wrote the words (``tools/conflicts/subjects.py``): the
figure on that half says what the words do for requests that nobody has seen.
"""

import csv
import sys
from itertools import combinations
from pathlib import Path

REQUESTS = Path(__file__).parents[3] / "shared" / "data" / "crm_needs.csv"
TAPS = (20, 40, 60, 90)


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


def measure(size=None):
    """Print the figures in both languages; returns the marked pairs offered within 60 taps, by language."""
    from odoo.addons.crm_facilitation.tools.conflicts import pairing

    with REQUESTS.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    within = {}
    for language in ("en", "ru"):
        room = Room(rows, language, pairing)
        while room.taps < max(TAPS) and room.answer_next(size or pairing.CARD_SIZE):
            if room.taps <= 60:
                lines_read = room.lines
        print(f"\nopposites {language}: cards of {size or pairing.CARD_SIZE}, a room that knows the answers")
        unread = [name for name in room.marked if int(name[4:]) % 2 == 0]
        for taps in TAPS:
            shown = {pair for pair, at in room.offered.items() if at < taps}
            found = [name for name, pair in room.marked.items() if pair in shown]
            print(
                f"  within {taps:>2} taps: {len(found)} of {len(room.marked)} marked pairs"
                f" (of the half nobody read {len(set(found) & set(unread))} of {len(unread)});"
                f" with their duplicates {len(shown & room.opposite)} of {len(room.opposite)} opposite pairs;"
                f" {len(shown & room.same)} of {len(room.same)} duplicates"
            )
            if taps == 60:
                within[language] = len(found)
        print(f"  titles read in 60 taps: {lines_read} of {len(rows)} needs")
    return within


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
