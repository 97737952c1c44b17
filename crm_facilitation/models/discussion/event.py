"""Evidence of the discussion: what was put out of sight, and what the facilitator says was discussed."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)

register(
    "discussion",
    kinds={
        "need_discussed": _lt("Need discussed"),
        "remark_hidden": _lt("Remark hidden"),
    },
    facts={"note": Fact(_lt("What the discussion came to"))},
    texts={
        "need_discussed": {"name": AUTHOR, "note": ACTOR},
        "remark_hidden": {"reason": ACTOR},
    },
)
