"""Whether what was asked for is used: by how many records, until when, and by which departments.

A kind of configuration is measurable where records point at it: deals at their stage, activities at their type. How long
it may rest before it counts as abandoned depends on the kind: twice the days that usually pass between two uses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ..small_groups import MIN_CELL, published_departments

State = Literal["used", "unused", "abandoned", "unmeasurable"]
# so many usual intervals without a use, and what was used is abandoned
RESTS = 2


@dataclass(frozen=True)
class Kind:
    """What points at a kind of configuration.

    :ivar records: the model whose records point at it
    :ivar field: the field by which they do
    :ivar moments: their dates that say when, the first of them that a record has
    :ivar interval: days that usually pass between two uses
    """

    records: str
    field: str
    moments: tuple[str, ...] = ("write_date",)
    interval: int = 30


KINDS = {
    "crm.stage": Kind("crm.lead", "stage_id", ("date_last_stage_update", "create_date")),
    "crm.team": Kind("crm.lead", "team_id"),
    "crm.tag": Kind("crm.lead", "tag_ids"),
    "crm.lost.reason": Kind("crm.lead", "lost_reason_id", ("date_closed", "write_date")),
    "crm.recurring.plan": Kind("crm.lead", "recurring_plan", interval=90),
    "mail.activity.type": Kind("mail.activity", "activity_type_id"),
    "utm.source": Kind("crm.lead", "source_id"),
    "utm.medium": Kind("crm.lead", "medium_id"),
    "utm.campaign": Kind("crm.lead", "campaign_id"),
    "res.partner.category": Kind("res.partner", "category_id"),
}
FIELDS = "ir.model.fields"
FIELD_INTERVAL = 30
# nothing points at them, but they know when they ran last
LAST_RUNS = {"base.automation": "last_run", "ir.cron": "lastcall"}


@dataclass(frozen=True)
class Uses:
    """What the people of one department did; department 0 stands for people without one."""

    department: int
    count: int
    people: int
    last: date


@dataclass(frozen=True)
class Usage:
    """What is said about the use of a feature; ``count`` is None where it cannot be measured."""

    state: State
    count: int | None = None
    last: date | None = None
    by_department: Mapping[int, int] | None = None


def usual_interval(model: str) -> int:
    """Days that usually pass between two uses of a configuration of this model.

    >>> usual_interval("crm.recurring.plan"), usual_interval("ir.model.fields")
    (90, 30)
    """
    return KINDS[model].interval if model in KINDS else FIELD_INTERVAL


def usage_state(last: date | None, today: date, interval: int) -> State:
    """Whether something that was used last on ``last`` is still used.

    >>> usage_state(None, date(2026, 3, 1), 30)
    'unused'
    >>> usage_state(date(2026, 1, 1), date(2026, 3, 1), 30), usage_state(date(2026, 1, 1), date(2026, 3, 2), 30)
    ('used', 'abandoned')
    """
    if last is None:
        return "unused"
    return "abandoned" if (today - last).days >= RESTS * interval else "used"


def summarise(uses: Iterable[Uses], today: date, interval: int, min_cell: int = MIN_CELL) -> Usage:
    """What may be said about these uses: never which of a few people they were.

    A department is named where at least ``min_cell`` of its people used it, and where the others, whose figure follows
    from the total, are none or as many.

    >>> day = date(2026, 2, 20)
    >>> usage = summarise([Uses(1, 9, 4, day), Uses(2, 5, 3, day), Uses(3, 1, 1, day)], date(2026, 3, 1), 30)
    >>> usage.state, usage.count, usage.by_department
    ('used', 15, {1: 9})
    >>> summarise([], date(2026, 3, 1), 30)
    Usage(state='unused', count=0, last=None, by_department={})
    """
    found = list(uses)
    last = max((one.last for one in found), default=None)
    shown = published_departments({one.department: one.people for one in found}, min_cell)
    return Usage(
        usage_state(last, today, interval),
        sum(one.count for one in found),
        last,
        {one.department: one.count for one in found if one.department in shown},
    )
