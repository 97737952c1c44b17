"""Evidence of what became of features after launch."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, Fact, register

_lt = LazyTranslate(__name__)


def name_use(env, state):
    """The words for whether a feature is used."""
    return dict(env["crm.facilitation.feature"]._fields["usage_state"]._description_selection(env)).get(state, state)


register(
    "adoption",
    kinds={
        "removal_planned": _lt("Removal of an unused feature planned"),
        "usage_asked": _lt("Those who asked were asked whether they use it"),
    },
    texts={"removal_planned": {"name": ACTOR}, "usage_asked": {"name": ACTOR}},
    facts={"people": Fact(_lt("People asked")), "use": Fact(_lt("Use"), words=name_use)},
)
