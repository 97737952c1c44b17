"""Evidence of the launch."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, Fact, register

_lt = LazyTranslate(__name__)


def name_check(env, code):
    """The name of a check of the readiness list; the code of one that is no more."""
    return env["project.project"]._get_check_names().get(code, code)


register(
    "launch",
    kinds={
        "department_left_out": _lt("Department left out"),
        "launch": _lt("Launched"),
        "launch_override": _lt("Launched in spite of open checks"),
    },
    facts={
        "department": Fact(_lt("Department"), records="hr.department", named_by="department_name"),
        "department_name": Fact(_lt("Department")),
        "failed": Fact(_lt("Did not hold"), words=name_check),
        "held": Fact(_lt("What held"), words=name_check),
    },
    texts={
        "department_left_out": {"reason": ACTOR},
        "launch": {},
        "launch_override": {"reason": ACTOR},
    },
)
