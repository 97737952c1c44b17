"""Evidence of the sessions."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import register

_lt = LazyTranslate(__name__)

register(
    "sessions",
    kinds={
        "agenda_edited": _lt("Step of the agenda changed"),
        "rollout_edited": _lt("Roll-out changed"),
        "session_cancelled": _lt("Session cancelled"),
        "session_closed": _lt("Session closed"),
        "session_edited": _lt("Session changed"),
        "session_started": _lt("Session started"),
    },
)
