"""Which departments a roll-out has forgotten: their people work with the CRM, and nobody named them as affected."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Forgotten:
    """A department that was not named.

    :param path: the department, as the path of numbers from its topmost department down to itself, ``"3/7/"``
    :param counts: ``{code of a reason: number of people}``, without zeros
    :param people: how many different people stand behind all reasons
    """

    path: str
    counts: Mapping[str, int]
    people: int


def find_forgotten(
    homes: Mapping[int, str], reasons: Mapping[str, Collection[int]], named: Iterable[str], left_out: Iterable[str]
) -> list[Forgotten]:
    """The forgotten departments, those with most people first.

    :param homes: person → path of their department
    :param reasons: code → people to whom it applies; those without a department are passed over
    :param named: paths of the affected departments; what lies above or below one of them is not forgotten
    :param left_out: paths of the departments that were left out on purpose, each for itself

    >>> homes = {1: "1/", 2: "1/2/", 3: "5/", 4: "5/", 5: "6/", 6: "7/"}
    >>> reasons = {"crm_rights": [1, 2, 3, 4, 9], "asked": [3, 5, 6]}
    >>> find_forgotten(homes, reasons, named=["1/2/"], left_out=["7/"])
    [Forgotten(path='5/', counts={'crm_rights': 2, 'asked': 1}, people=2), Forgotten(path='6/', counts={'asked': 1}, people=1)]
    >>> find_forgotten(homes, {"crm_rights": [1, 2]}, named=["1/"], left_out=[])
    []
    """
    named, left_out = list(named), set(left_out)
    found: dict[str, dict[str, set[int]]] = {}
    for code, people in reasons.items():
        for person in people:
            path = homes.get(person)
            if path and path not in left_out and not any(_same_branch(path, other) for other in named):
                found.setdefault(path, {}).setdefault(code, set()).add(person)
    departments = [
        Forgotten(path, {code: len(people) for code, people in by_code.items()}, len(set().union(*by_code.values())))
        for path, by_code in found.items()
    ]
    return sorted(departments, key=lambda one: (-one.people, one.path))


def _same_branch(path: str, other: str) -> bool:
    """Whether one of two departments is the other, or lies above or below it.

    >>> _same_branch("1/2/", "1/"), _same_branch("1/", "1/2/"), _same_branch("1/2/", "1/3/"), _same_branch("1/", "12/")
    (True, True, False, False)
    """
    return path.startswith(other) or other.startswith(path)
