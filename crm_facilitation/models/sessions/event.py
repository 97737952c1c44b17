"""Evidence of the sessions."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)


def _name_state(env, code):
    return dict(env["crm.facilitation.session"]._fields["state"]._description_selection(env)).get(code, code)


register(
    "sessions",
    kinds={
        "agenda_edited": _lt("Step of the agenda changed"),
        "rollout_edited": _lt("Roll-out changed"),
        "account_linked": _lt("Account came to its place"),
        "account_waits": _lt("Account waits for its place"),
        "participant_edited": _lt("Department, role or attendance of a participant changed"),
        "place_changed": _lt("Place of a participant changed"),
        "places_merged": _lt("Places of one person merged"),
        "link_removed": _lt("Personal link taken back"),
        "link_renewed": _lt("Personal link renewed"),
        "session_cancelled": _lt("Session cancelled"),
        "session_closed": _lt("Session closed"),
        "session_reopened": _lt("Session opened again"),
        "session_edited": _lt("Session changed"),
        "session_started": _lt("Session started"),
    },
    facts={
        "account": Fact(_lt("Account"), records="res.users"),
        "account_before": Fact(_lt("Account before"), records="res.users"),
        "active": Fact(_lt("Takes part")),
        "active_before": Fact(_lt("Took part before")),
        "merged": Fact(_lt("Merged contacts"), records="res.partner"),
        "person": Fact(_lt("Person"), records="res.partner"),
        "person_before": Fact(_lt("Person before"), records="res.partner"),
        "session": Fact(_lt("Session"), records="crm.facilitation.session"),
        "session_before": Fact(_lt("Session before"), records="crm.facilitation.session"),
        "actor_participant": Fact(_lt("By"), records="crm.facilitation.participant"),
        "from": Fact(_lt("Before"), words=_name_state),
        "shown": Fact(_lt("Shown to the facilitator")),
        "way": Fact(_lt("Came by")),
    },
    texts={
        "link_removed": {},
        "link_renewed": {},
        "session_edited": {"before": ACTOR, "after": ACTOR},
        "agenda_edited": {"before": ACTOR, "after": ACTOR},
        "rollout_edited": {"before": ACTOR, "after": ACTOR},
        "participant_edited": {"before": ACTOR, "after": ACTOR},
        "account_linked": {},
        "account_waits": {},
        "place_changed": {},
        "places_merged": {},
        "session_cancelled": {"name": AUTHOR},
        "session_closed": {"name": AUTHOR},
        "session_reopened": {"name": AUTHOR, "reason": ACTOR},
        "session_started": {"name": AUTHOR},
    },
)
