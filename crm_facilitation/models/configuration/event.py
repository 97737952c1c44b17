"""Evidence of the configuration: baseline, scans, features."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)


def name_model(env, model):
    """The name of a model as somebody reads it."""
    return env["crm.facilitation.event"]._name_model(model)


register(
    "configuration",
    kinds={
        "config_baseline": _lt("Baseline taken"),
        "config_outside": _lt("Configuration not part of the roll-out"),
        "config_scan": _lt("Changes of the configuration found"),
        "feature_edited": _lt("Feature changed"),
        "feature_confirmed": _lt("Feature confirmed"),
        "feature_withdrawn": _lt("Confirmation of a feature withdrawn"),
        "suspect_reviewed": _lt("Link under question reviewed"),
        "watch_changed": _lt("What is watched of the configuration changed"),
    },
    facts={
        "by": Fact(_lt("By")),
        "changed": Fact(_lt("Changed")),
        "difference": Fact(_lt("What had changed")),
        "field_names": Fact(_lt("Fields")),
        "id": Fact(_lt("Number of the record")),
        "model": Fact(_lt("Kind of record"), words=name_model),
        "new": Fact(_lt("New")),
        "records": Fact(_lt("Records")),
        "removed": Fact(_lt("Removed")),
        "untraced": Fact(_lt("Untraced before")),
    },
    texts={
        "feature_edited": {"before": ACTOR, "after": ACTOR},
        "config_baseline": {"reason": ACTOR},
        "config_outside": {"name": AUTHOR, "reason": ACTOR},
        "config_scan": {},
        "feature_confirmed": {"name": AUTHOR},
        "feature_withdrawn": {"name": AUTHOR},
        "suspect_reviewed": {"name": AUTHOR, "difference": AUTHOR},
        "watch_changed": {"before": ACTOR, "after": ACTOR},
    },
)
