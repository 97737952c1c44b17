"""Evidence of the goals."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, register

_lt = LazyTranslate(__name__)

register(
    "goals",
    kinds={
        "goal_archived": _lt("Goal archived"),
        "goal_changed": _lt("Goal changed"),
        "goal_edited": _lt("Goal changed"),
        "goal_confirmed": _lt("Goal confirmed"),
        "goal_obsolete": _lt("Goal obsolete"),
        "goal_restored": _lt("Goal brought back"),
    },
    texts={
        "goal_restored": {"name": AUTHOR},
        "goal_edited": {"before": ACTOR, "after": ACTOR},
        "goal_archived": {"name": AUTHOR},
        "goal_changed": {"name": AUTHOR, "reason": ACTOR},
        "goal_confirmed": {"name": AUTHOR},
        "goal_obsolete": {"name": AUTHOR, "reason": ACTOR},
    },
)
