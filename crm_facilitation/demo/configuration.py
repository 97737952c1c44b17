"""What was configured after the first session, how it is traced, and what those who asked say of it."""

# need → records that answer it: model, values
CONFIGURED = {
    "visit": [("crm.stage", {"name": "Measuring on site", "sequence": 2})],
    "reasons": [
        ("crm.lost.reason", {"name": "Delivery too late"}),
        ("crm.lost.reason", {"name": "No permit for the building"}),
    ],
    "trade": [("crm.tag", {"name": "Private customer", "color": 4}), ("crm.tag", {"name": "Builder", "color": 9})],
    "complaint": [("mail.activity.type", {"name": "Complaint", "icon": "fa-wrench", "delay_count": 1})],
    "overdue": [
        (
            "ir.filters",
            {
                "name": "To call today",
                "model_id": "crm.lead",
                "user_ids": [],
                "domain": "[('activity_date_deadline', '<=', 'today')]",
            },
        )
    ],
}
NOTHING = {
    "photos": "Photos hang on the deal already. The fitters got the app on their phones and were shown where.",
    "pressure": "The list on the wall was printed by hand. It is not printed any more; the report shows teams.",
}
IN_WORK = ("fair", "source", "promise")


def configure(story):
    """Plan what was accepted, configure a part of it, trace it by a scan, and ask those who asked."""
    accepted = story.rollout.need_ids.filtered(lambda need: need.state == "accepted")
    accepted.action_plan()
    story.rollout.facilitation_phase = "configuration"
    ivan = story.as_person("ivan")
    for key in (*CONFIGURED, *NOTHING, *IN_WORK):
        task = story.needs[key].task_ids
        task.write({"user_ids": [(6, 0, [ivan.uid])], "stage_id": story.rollout.type_ids[1].id})
    made = {
        key: [_make(ivan, model, values | {"name": story.say(values["name"])}) for model, values in records]
        for key, records in CONFIGURED.items()
    }
    # somebody could not wait
    story.as_person("henrik")["crm.tag"].create({"name": story.say("HOT!!"), "color": 1})
    story.rollout.action_config_scan()
    for key, records in made.items():
        trace(story, story.needs[key].task_ids, records)
    for key, reason in NOTHING.items():
        story.needs[key].task_ids.nothing_to_configure = story.say(reason)
    for key in (*CONFIGURED, *NOTHING):
        story.needs[key].task_ids.write({"state": "1_done", "stage_id": story.rollout.type_ids[3].id})
    _ask_those_who_asked(story)


def _make(env, model, values):
    """The record, made by the person of ``env``; the right to it is the system administrator's."""
    return env[model].sudo().create(values)


def trace(story, task, records):
    """Make the findings of these records features of their task."""
    for record in records:
        finding = story.as_person("ivan")["crm.facilitation.config.item"].search(
            [
                ("project_id", "=", task.project_id.id),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ]
        )
        finding.task_id = task
        finding.action_make_feature()


def _ask_those_who_asked(story):
    """Two say yes, one says no, one without an account is asked by the implementer, Elena has not looked yet."""
    story.as_person("tomas", story.needs["visit"]).action_confirm_delivery()
    story.as_person("olga", story.needs["complaint"]).action_confirm_delivery()
    story.as_person("clara", story.needs["reasons"]).action_refuse_delivery(
        story.say("The reasons are on the list, but nothing asks for one when a deal with a quote is lost.")
    )
    story.needs["photos"].action_confirm_delivery()
