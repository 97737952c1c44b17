"""What could go wrong, and what people promise each other at the end of the first session."""

from datetime import timedelta

from odoo import fields

# said without a name: by whom, what, and whether it happened with the last system
RISKS = (
    ("elena", "Nobody has time to fill in the cards beside the daily work", True),
    ("olga", "The old customer list is wrong, and nobody trusts the new one either", True),
    ("mateusz", "Bosses use it to watch how often we call", False),
    ("clara", "It is switched on at the height of the season", True),
)
# by a person or a department: what, and how many days after the session
PROMISES = (
    ("maria", "Name one person in each department who may ask for time off for the CRM", 3),
    ("service", "List which complaints reach nobody today, for two weeks", 6),
    ("sales", "Go through the customer list once and strike out the dead entries", 28),
    ("maria", "Decide who may see the amounts of a deal", 21),
    ("maria", "We meet again to see what became of it", 10),
)


def name_risks(story, session):
    """What went wrong last time, said without names; management says afterwards what is done about it."""
    for key, text, has_happened in RISKS:
        story.as_person(key)["crm.facilitation.risk"].action_raise_risk(session.id, story.say(text), has_happened)


def weigh_risks(story, session):
    first = session.risk_ids.filtered(lambda risk: risk.name == story.say(RISKS[0][1]))
    maria = story.users["maria"].id
    measure = story.say("Each department keeps two hours a week free until the launch.")
    story.as_person("maria", first).write(
        {"severity": "high", "state": "watched", "measure": measure, "owner_id": maria}
    )


def promise(story, session):
    """What people and departments promise at the end, and by when."""
    for who, name, days in PROMISES:
        values = {
            "name": story.say(name),
            "session_id": session.id,
            "due_on": session.date_end + timedelta(days=days),
        }
        if who in story.employees:
            values["promiser_id"] = story._participant(session, who).id
        else:
            values["department_id"] = story.env.ref(f"crm_facilitation.demo_department_{who}").id
        story.as_person("ivan")["crm.facilitation.promise"].create(values)


def read_promises(story):
    """The second session begins with what the first one left: one was kept, one comes later."""
    kept, late = story.discovery.promise_ids[:2]
    kept.action_keep()
    late.action_delay(
        fields.Date.to_string(fields.Date.today() + timedelta(days=14)),
        story.say("The telephone exchange was down for a week."),
    )
