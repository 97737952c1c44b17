"""Evidence of the goals."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import register

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
)
