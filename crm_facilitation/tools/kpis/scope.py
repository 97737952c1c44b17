"""What a KPI reads, and whether a change of it reads more: then the owner, whose rights it uses, is asked again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What a definition reads with somebody's rights.

    :param model: whose records are counted; empty where nothing is read, because values are entered by hand
    :param records: the conditions that all have to hold for a record to be counted, as texts
    :param counted: the conditions of a ratio's numerator, as texts
    :param archived: whether archived records are counted too
    :param fields: the fields that date, weigh and break down the records
    """

    model: str = ""
    records: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    archived: bool = False
    fields: frozenset[str] = frozenset()


def widens(old: Scope, new: Scope) -> bool:
    """Whether ``new`` may tell something that ``old`` did not.

    Any other filter does: one more condition counts fewer records, and tells of each whether it meets the condition.
    Without a breakdown, without the archived records or without a numerator less is told.

    >>> won = Scope("crm.lead", frozenset({"won"}), fields=frozenset({"date_closed"}))
    >>> widens(won, Scope("crm.lead", frozenset({"won", "mine"}), fields=frozenset({"date_closed"})))
    True
    >>> widens(won, Scope("crm.lead", frozenset({"lost"}), fields=frozenset({"date_closed"})))
    True
    >>> widens(won, Scope("crm.lead", frozenset({"won"}), fields=frozenset({"date_closed", "team_id"})))
    True
    >>> widens(won, Scope("crm.lead", frozenset({"won"}))), widens(won, Scope()), widens(Scope(), won)
    (False, False, True)
    """
    if not new.model:
        return False
    return (
        new.model != old.model
        or new.records != old.records
        or (new.counted != old.counted and bool(new.counted))
        or (new.archived and not old.archived)
        or not new.fields <= old.fields
    )
