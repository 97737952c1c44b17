"""Evidence of the delivery: what those who asked said of the result."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)

ROLES = {
    "asker": _lt("one of those who asked"),
    "deputy": _lt("a deputy, after the deadline"),
    "recorder": _lt("a facilitator, for those who asked"),
}


def name_role(_env, role):
    """The words for whoever confirmed or refused a result."""
    return ROLES.get(role, role)


register(
    "delivery",
    kinds={
        "delivery_accepted": _lt("Result confirmed"),
        "delivery_refused": _lt("Result refused"),
        "task_edited": _lt("Configuration task changed"),
    },
    facts={
        "by": Fact(_lt("By"), words=name_role),
        "recorded_by_facilitator": Fact(_lt("Written down by the facilitator")),
    },
    texts={
        "task_edited": {"before": ACTOR, "after": ACTOR},
        "delivery_accepted": {"name": AUTHOR, "reason": ACTOR},
        "delivery_refused": {"name": AUTHOR, "reason": ACTOR},
    },
)
