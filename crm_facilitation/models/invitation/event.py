"""Evidence of invitations: how many people were written to, and nobody's name or address."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)


def _name_state(env, code):
    return dict(env["crm.facilitation.session"]._fields["state"]._description_selection(env)).get(code, code)


register(
    "invitation",
    kinds={
        "people_invited": _lt("People invited"),
        "session_reopened": _lt("Session opened again"),
        "people_reminded": _lt("People reminded of the session"),
        "silent_reminded": _lt("People reminded who had raised nothing"),
    },
    facts={
        "from": Fact(_lt("Before"), words=_name_state),
        "written_to": Fact(_lt("Written to")),
        "not_reached": Fact(_lt("Not reached")),
    },
    texts={
        "people_invited": {},
        "session_reopened": {"name": AUTHOR, "reason": ACTOR},
        "people_reminded": {},
        "silent_reminded": {},
    },
)
