"""Evidence of the sessions."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import Fact, register

_lt = LazyTranslate(__name__)

register(
    "sessions",
    kinds={
        "link_removed": _lt("Personal link taken back"),
        "link_renewed": _lt("Personal link renewed"),
        "session_cancelled": _lt("Session cancelled"),
        "session_closed": _lt("Session closed"),
        "session_started": _lt("Session started"),
    },
    facts={
        "actor_participant": Fact(_lt("By"), records="crm.facilitation.participant"),
        "shown": Fact(_lt("Shown to the facilitator")),
        "way": Fact(_lt("Came by")),
    },
)
