"""Groups out of pairs that are alike."""

from collections.abc import Iterable


def clusters(
    pairs: Iterable[tuple[int, int, float]], distinct: Iterable[tuple[int, int]] = ()
) -> list[tuple[int, ...]]:
    """Groups of two or more, the most alike first; each of a group is alike to each other of it.

    That everybody has to fit everybody keeps a chain of half-alike needs from ending up in one group.

    :param pairs: ``(one, other, how alike)``; what is not named is not alike
    :param distinct: pairs that never share a group, however alike

    >>> clusters([(1, 2, 0.9), (2, 3, 0.8), (1, 3, 0.5), (4, 5, 0.7)])
    [(1, 2, 3), (4, 5)]
    >>> clusters([(1, 2, 0.9), (2, 3, 0.8)])
    [(1, 2)]
    >>> clusters([(1, 2, 0.9), (2, 3, 0.8), (1, 3, 0.5)], distinct=[(2, 1)])
    [(2, 3)]
    """
    apart = {frozenset(pair) for pair in distinct}
    alike = {frozenset((one, other)): score for one, other, score in pairs}
    joined = sorted((pair for pair in alike if pair not in apart), key=lambda pair: (-alike[pair], sorted(pair)))
    group_of: dict[int, frozenset[int]] = {}
    strength: dict[frozenset[int], float] = {}
    for pair in joined:
        one, other = (group_of.get(member, frozenset([member])) for member in sorted(pair))
        if one == other or any(
            frozenset((a, b)) not in alike or frozenset((a, b)) in apart for a in one for b in other
        ):
            continue
        whole = one | other
        strength[whole] = max(alike[pair], strength.pop(one, 0.0), strength.pop(other, 0.0))
        group_of |= dict.fromkeys(whole, whole)
    return [tuple(sorted(group)) for group in sorted(strength, key=lambda group: (-strength[group], sorted(group)))]
