"""Who may write which field of a model, and when: a table as text, read once.

A table has one line for each kind of field, with four columns::

    who               | when            | evidence | fields
    author facilitator | raised deferred | always   | name problem wish

- *who*: the roles that may write the fields. ``-`` stands for nobody: a method of the model writes them; ``anybody``
  for everybody whom rights and record rules let write the record.
- *when*: the states of the record in which they may. ``*`` stands for every state, ``new`` for the creation alone.
- *evidence*: ``always`` when each change leaves a row of evidence, ``decided`` when a change does so once something is
  decided about the record (accepted, voted on, started), ``-`` when none does.
- *fields*: their names. ``<other>`` stands for fields that another addon or the customer adds.

Empty lines are passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NOBODY = "-"
ANYBODY = "anybody"
ALWAYS = "*"
NEW = "new"
OTHER = "<other>"
EVIDENCE = ("-", "decided", "always")


@dataclass(frozen=True)
class Rule:
    """What holds for a field.

    >>> rule = Rule(frozenset({"author"}), frozenset({"raised"}), "decided")
    >>> rule.permits({"author", "participant"}, "raised"), rule.permits({"author"}, "accepted"), rule.permits(set(), "raised")
    (True, False, False)
    """

    who: frozenset[str]
    when: frozenset[str]
    evidence: str = "-"

    def permits(self, roles: Iterable[str], state: str) -> bool:
        """Whether somebody with these ``roles`` may write the field of a record in ``state`` (``new`` for a new one).

        What may be written of a record in any state may be given to a new one.
        """
        in_time = ALWAYS in self.when or state in self.when or state == NEW
        return in_time and not self.who.isdisjoint(roles)

    def is_evidence(self, is_decided: bool) -> bool:
        """Whether a change of the field leaves a row of evidence.

        >>> [Rule(frozenset(), frozenset(), kind).is_evidence(False) for kind in EVIDENCE]
        [False, False, True]
        """
        return self.evidence == "always" or (self.evidence == "decided" and is_decided)


CLOSED = Rule(frozenset(), frozenset({ALWAYS}))


def read_policy(table: str) -> dict[str, Rule]:
    """The rules of a table, by field.

    :raises ValueError: a line has not four columns, evidence of an unknown kind, or names a field of an earlier line

    >>> rules = read_policy('''
    ...     author facilitator | raised | decided | name wish
    ...     -                  | *      | -       | score
    ... ''')
    >>> sorted(rules), rules["score"].permits({"facilitator"}, "raised")
    (['name', 'score', 'wish'], False)
    >>> read_policy("author | raised | name")
    Traceback (most recent call last):
    ValueError: not four columns: author | raised | name
    >>> read_policy("author | raised | sometimes | name")
    Traceback (most recent call last):
    ValueError: evidence is one of
    >>> read_policy("author | raised | - | name wish \\n author | * | - | wish")
    Traceback (most recent call last):
    ValueError: a second rule for wish
    """
    rules: dict[str, Rule] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        columns = [column.strip() for column in line.split("|")]
        if len(columns) != 4:
            raise ValueError(f"not four columns: {line}")
        who, when, evidence, names = columns
        if evidence not in EVIDENCE:
            raise ValueError(f"evidence is one of {', '.join(EVIDENCE)}: {line}")
        rule = Rule(frozenset(who.split()) - {NOBODY}, frozenset(when.split()), evidence)
        for name in names.split():
            if name in rules:
                raise ValueError(f"a second rule for {name}: {line}")
            rules[name] = rule
    return rules


def merge_policies(tables: Iterable[str]) -> dict[str, Rule]:
    """The rules of a model whose areas have a table each; a field has its rule in one of them.

    >>> sorted(merge_policies(["- | * | - | score", "author | * | - | name"]))
    ['name', 'score']
    """
    return read_policy("\n".join(tables))


Facts = Mapping[str, tuple[str, Sequence[int]]]


def distinct_words(before: Facts, after: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """``{field: word}`` before and after a change, out of ``{field: (word, ids of linked records)}``.

    What is called the same before and after, and is something else, goes with its number.

    >>> distinct_words({"author": ("Sal", [3]), "wish": ("a", [])}, {"author": ("Sal", [5]), "wish": ("b", [])})
    ({'author': 'Sal (3)', 'wish': 'a'}, {'author': 'Sal (5)', 'wish': 'b'})
    """
    namesakes = {
        name for name in before if before[name][0] == after[name][0] and set(before[name][1]) != set(after[name][1])
    }

    def words(facts: Facts) -> dict[str, str]:
        return {
            name: f"{word} ({', '.join(map(str, ids))})" if name in namesakes else word
            for name, (word, ids) in facts.items()
        }

    return words(before), words(after)
