"""A roll-out that was launched three months ago: what was asked for, what is used of it, and what people say of it.

It is played as today's is, by the same methods, and then moved into the past as a whole. The seals of its evidence are
made anew over the older days; nothing else of them is touched.
"""

from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from ..tools.evidence.chain import GENESIS, entry_hash
from .configuration import trace

# three of the service have accounts: what their department asked for may be told to everybody
PEOPLE = ("olga", "pavel", "nina", "mateusz", "sergei", "bruno", "ruth", "maria")
# days before today
LAUNCHED, ASKED = 90, 58
# need → who, name, problem, minutes a week, supporters
NEEDS = {
    "warranty": ("olga", "Tell warranty cases from paid repairs", "Every second bill of a repair comes back.", 60,
                 ("pavel", "mateusz", "ruth")),
    "refused": ("pavel", "Say why a customer does not take the repair", "We guess, and send the same offer again.", 30,
                ("olga",)),
    "phoned": ("nina", "A call back is an activity of its own", "Promised calls lie among all the others.", 90,
                 ("olga", "mateusz")),
    "windows": ("mateusz", "The customer hears two days before when we come", "One door in five stays closed.", 45, ()),
}  # fmt: skip
CONFIGURED = {
    "warranty": ("crm.tag", {"name": "Warranty", "color": 3}),
    "refused": ("crm.lost.reason", {"name": "Repair too dear"}),
    "phoned": ("mail.activity.type", {"name": "Call back", "icon": "fa-phone", "delay_count": 1}),
}
# who answers what of which need: minutes a week that it still costs, and whether it is better
ANSWERS = (
    ("warranty", "olga", 10, "better"), ("warranty", "pavel", 15, "better"), ("warranty", "mateusz", 30, "better"),
    ("refused", "pavel", 30, "same"), ("phoned", "nina", 90, "same"), ("phoned", "olga", 100, "worse"),
)  # fmt: skip
# library KPI, owner, target, better is
KPIS = (("sales_cycle", "maria", 28.0, "down"), ("lost_reason_filled", "maria", 90.0, "up"))
GOAL = ("Service costs us no second visit", "Each second visit costs a morning of two people.")
URGENT = "The hotline moves on Monday. Who tells the customer when we come is settled by telephone until then."


def play_launched(story):
    """The sessions, the work, the launch against an open check, the use, and the pulse a month later."""
    rollout = _hold_session(story)
    _configure(story, rollout)
    kpis = _agree_kpis(story, rollout)
    story.as_person("maria", rollout).action_facilitation_launch_override(story.say(URGENT))
    _move_back(rollout, LAUNCHED - ASKED)
    _ask_and_answer(story, rollout)
    _move_back(rollout, ASKED)
    _use(story, rollout)
    _capture_baselines(kpis, rollout.launch_date)
    kpis.action_backfill()
    return rollout


def _hold_session(story):
    ivan = story.as_person("ivan")
    departments = {story.employees[key].department_id.id for key in PEOPLE if key != "maria"}
    rollout = ivan["project.project"].create(
        {
            "name": story.say("CRM for service"),
            "is_facilitation": True,
            "affected_department_ids": [Command.set(sorted(departments))],
            "user_id": ivan.uid,
        }
    )
    story._name_record(rollout, "demo_rollout_launched")
    rollout.action_config_baseline()
    session = ivan["crm.facilitation.session"].create(
        {
            "name": story.say("Service and fitting"),
            "project_id": rollout.id,
            "date_start": fields.Date.today() - timedelta(days=40),
            "date_end": fields.Date.today() - timedelta(days=40),
            "participant_ids": [
                Command.create({"partner_id": story.employees[key].work_contact_id.id}) for key in PEOPLE
            ],
        }
    )
    session.participant_ids.filtered(
        lambda person: person.partner_id == story.employees["maria"].work_contact_id
    ).role = "sponsor"
    session.action_start()
    session.participant_ids.action_join()
    story._walk_to(session, "goals")
    name, why = GOAL
    values = {"name": story.say(name), "why": story.say(why), "project_id": rollout.id, "session_id": session.id}
    goal = story.as_person("maria")["crm.facilitation.goal"].create(values)
    goal.action_confirm_relevance()
    story._walk_to(session, "needs")
    for key, (who, name, problem, minutes, supporters) in NEEDS.items():
        need = _raise(story, session, who, story.say(name), story.say(problem), minutes, goal)
        story.needs[key] = need
        for supporter in supporters:
            story._support(need, supporter)
    story._walk_to(session, "decide")
    for key in NEEDS:
        story.needs[key].action_mark_discussed(story.say("Talked through in the group, each department in turn."))
        story.needs[key].action_accept()
    session.action_close()
    return rollout


def _raise(story, session, who, name, problem, minutes, goal):
    need = story.as_person(who)["crm.facilitation.need"].create(
        {
            "name": name,
            "problem": problem,
            "minutes_lost_weekly": minutes,
            "session_id": session.id,
            "goal_ids": [Command.link(goal.id)],
        }
    )
    return need.with_env(story.as_person("ivan"))


def _configure(story, rollout):
    """Three needs are configured and confirmed by who asked; of the fourth nothing is done at the launch."""
    rollout.need_ids.action_plan()
    rollout.facilitation_phase = "configuration"
    ivan = story.as_person("ivan")
    # the right to configure is the system administrator's
    made = {
        key: ivan[model].sudo().create(values | {"name": story.say(values["name"])})
        for key, (model, values) in CONFIGURED.items()
    }
    rollout.action_config_scan()
    for key, record in made.items():
        need = story.needs[key]
        trace(story, need.task_ids, [record])
        story._name_record(need.feature_ids, f"demo_feature_{key}")
        need.task_ids.write({"state": "1_done"})
        story.as_person(NEEDS[key][0], need).action_confirm_delivery()


def _agree_kpis(story, rollout):
    maria = story.as_person("maria")
    kpis = maria["crm.facilitation.kpi"].create(
        [
            {
                "definition_id": story.env.ref(f"crm_facilitation.kpi_definition_{code}").id,
                "project_id": rollout.id,
                "goal_id": rollout.goal_ids.id,
                "owner_id": story.users[owner].id,
                "direction": direction,
                "target_value": target,
                "target_date": fields.Date.today() + timedelta(days=LAUNCHED - 5),
            }
            for code, owner, target, direction in KPIS
        ]
    )
    kpis.action_accept_ownership()
    _capture_baselines(kpis, fields.Date.today())
    return kpis


def _capture_baselines(kpis, launch):
    for kpi in kpis:
        kpi._capture_baseline(launch - timedelta(days=30))


def _ask_and_answer(story, rollout):
    """The pulse a month after the launch; two people have not answered."""
    story.as_person("ivan", rollout).action_send_pulse()
    # answers come with a link and without an account
    pulses_sudo = rollout.sudo().pulse_ids
    for key, who, minutes, verdict in ANSWERS:
        asked_sudo = pulses_sudo.filtered(
            lambda pulse, key=key, who=who: (
                pulse.need_id == story.needs[key]
                and pulse.participant_id.partner_id == story.employees[who].work_contact_id
            )
        )
        asked_sudo.answer({asked_sudo.id: {"minutes": str(minutes), "verdict": verdict}})


def _use(story, rollout):
    """The tag is used to this day, the reason was and is no more, and nobody has planned a call back."""
    # the story's own, and nobody else's
    deals = story.deals.with_context(tracking_disable=True, mail_notrack=True)
    tag, reason = (story.needs[key].feature_ids._get_record() for key in ("warranty", "refused"))
    deals.filtered("active").sorted("id", reverse=True)[:9].tag_ids = [Command.link(tag.id)]
    begun, left = (
        datetime.combine(fields.Date.today() - timedelta(days=days), time()) for days in (LAUNCHED - 2, LAUNCHED - 25)
    )
    closed = deals.filtered(lambda deal: deal.lost_reason_id and deal.date_closed and begun < deal.date_closed < left)
    closed.lost_reason_id = reason.id
    rollout.feature_ids._store_usage()


def _move_back(rollout, days):
    """Everything of the roll-out happened so many days earlier."""
    env = rollout.env
    env.flush_all()
    for name in sorted(env.registry):
        model = env[name]
        owned = _owned_by(model, rollout)
        if owned is None:
            continue
        _shift(model, owned, days)
        if "message_ids" in model._fields:
            _shift(env["mail.message"], _written_about(model, owned), days)
    env.invalidate_all()
    _seal_again(rollout)


def _shift(model, condition, days):
    """The days and moments of the rows that fit, so many days earlier."""
    moments = [
        field.name
        for field in model._fields.values()
        if field.type in ("date", "datetime") and field.store and field.column_type
    ]
    if moments:
        shifted = SQL(", ").join(
            SQL("%(column)s = %(column)s - make_interval(days => %(days)s)", column=SQL.identifier(moment), days=days)
            for moment in moments
        )
        model.env.cr.execute(SQL("UPDATE %s SET %s WHERE %s", SQL.identifier(model._table), shifted, condition))


def _written_about(model, owned):
    """The condition under which a message is about a record that ``owned`` tells."""
    return SQL(
        "model = %s AND res_id IN (SELECT id FROM %s WHERE %s)", model._name, SQL.identifier(model._table), owned
    )


def _owned_by(model, rollout):
    """The condition under which a row is of this roll-out; None where the table has nothing of it that may move."""
    # what was measured belongs to the days that it measures
    if model._abstract or not model._auto or model._name == "crm.facilitation.kpi.measurement":
        return None
    if model._name == "project.project":
        return SQL("id = %s", rollout.id)
    if not model._name.startswith("crm.facilitation.") and model._name != "project.task":
        return None
    for name, ids in (("project_id", rollout.ids), ("session_id", rollout.session_ids.ids)):
        field = model._fields.get(name)
        if field is not None and field.store and field.column_type:
            return SQL("%s = ANY(%s)", SQL.identifier(name), ids)
    return None


def _seal_again(rollout):
    """The evidence of the roll-out as it would be, had it been recorded on the days that it has now."""
    env, previous = rollout.env, GENESIS
    # as stored: people's words beside the facts are read into them otherwise
    columns = ("id", "project_id", "record_model", "record_id", "kind", "payload", "format", "actor_id", "at")
    stored = SQL(", ").join(map(SQL.identifier, columns))
    query = SQL("SELECT %s FROM crm_facilitation_event WHERE project_id = %s ORDER BY id", stored, rollout.id)
    for row in env.execute_query(query):
        values = dict(zip(columns, row, strict=True))
        sealed = entry_hash(previous, env["crm.facilitation.event"]._entry_of(values))
        env.cr.execute(
            SQL(
                "UPDATE crm_facilitation_event SET previous_hash = %s, hash = %s WHERE id = %s",
                previous, sealed, values["id"],
            )
        )  # fmt: skip
        previous = sealed
    env.cr.execute(SQL("UPDATE project_project SET facilitation_head_hash = %s WHERE id = %s", previous, rollout.id))
    env.invalidate_all()
