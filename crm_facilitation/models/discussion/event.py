"""Evidence of the discussion: what was put out of sight, what was discussed, promised, weighed as a risk, and sent."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)


def name_outcome(env, value):
    """The word for what became of a promise."""
    return dict(env["crm.facilitation.promise"]._fields["state"]._description_selection(env)).get(value, value)


register(
    "discussion",
    kinds={
        "minutes_sent": _lt("Minutes sent"),
        "need_discussed": _lt("Need discussed"),
        "promise_answered": _lt("Promise answered"),
        "promise_edited": _lt("Promise changed"),
        "remark_hidden": _lt("Remark hidden"),
        "risk_edited": _lt("Risk weighed"),
    },
    facts={
        "note": Fact(_lt("What the discussion came to")),
        "outcome": Fact(_lt("What became of the promise"), words=name_outcome),
        "due_on": Fact(_lt("New day")),
        "written_to": Fact(_lt("Written to")),
        "not_reached": Fact(_lt("Not reached")),
    },
    texts={
        "minutes_sent": {},
        "need_discussed": {"name": AUTHOR, "note": ACTOR},
        "promise_answered": {"name": ACTOR, "reason": ACTOR},
        "promise_edited": {"before": ACTOR, "after": ACTOR},
        "remark_hidden": {"reason": ACTOR},
        "risk_edited": {"before": ACTOR, "after": ACTOR},
    },
)
