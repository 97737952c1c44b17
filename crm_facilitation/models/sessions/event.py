"""Evidence of the sessions."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import AUTHOR, register

_lt = LazyTranslate(__name__)

register(
    "sessions",
    kinds={
        "session_cancelled": _lt("Session cancelled"),
        "session_closed": _lt("Session closed"),
        "session_started": _lt("Session started"),
    },
    texts={
        "session_cancelled": {"name": AUTHOR},
        "session_closed": {"name": AUTHOR},
        "session_started": {"name": AUTHOR},
    },
)
