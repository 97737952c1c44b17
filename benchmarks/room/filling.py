"""A session with a full room: needs as people write them, guests with links, a vote, conflicts, and a survey to compare."""

from dataclasses import dataclass

from odoo.fields import Command

DEPARTMENTS = 8
PROBLEMS = (
    "I look for the last calls in three lists, and ring back with half of it.",
    "Two colleagues ring the same customer on one day, and both make an offer.",
    "The discount stands in a mail that nobody else can find.",
)
WISHES = ("One line beside the telephone number.", "Whoever opens the card sees who works on it.", "A field for it.")
SUBJECTS = (
    "last calls",
    "offers in progress",
    "open complaints",
    "agreed discounts",
    "delivery dates",
    "contacts on leave",
)


@dataclass
class Guest:
    """Somebody with a personal link: their participant, the key in their cookie, and what their page proves itself by."""

    participant: int
    key: str
    proof: str


def fill(env, people, needs):
    """``(session, [Guest])``: a running session with ``people`` guests and ``needs`` needs."""
    departments = env["hr.department"].create([{"name": f"Department {number}"} for number in range(DEPARTMENTS)])
    project = env["project.project"].create(
        {"name": "Room", "is_facilitation": True, "affected_department_ids": [Command.set(departments.ids)]}
    )
    session = env["crm.facilitation.session"].create({"name": "Day one", "project_id": project.id})
    partners = env["res.partner"].create([{"name": f"Guest number {number}"} for number in range(people)])
    participants = env["crm.facilitation.participant"].create(
        [
            {
                "session_id": session.id,
                "partner_id": partner.id,
                "department_id": departments[number % DEPARTMENTS].id,
                "attendance": "joined",
            }
            for number, partner in enumerate(partners)
        ]
    )
    participants.sudo().came_by = "link"
    # everything at once, in every step
    session.agenda_item_ids.sudo().write(
        {"can_vote": True, "can_raise": True, "anonymous": False, "audience": "all", "is_parallel": False}
    )
    session.action_start()
    add_needs(env, session, needs)
    # the addon is known to Odoo once its configuration is read
    from odoo.addons.crm_facilitation.tools.sessions.link import page_proof

    secret = env["ir.config_parameter"].sudo().get_param("database.secret")
    guests = []
    for participant in participants:
        key = participant._new_link().rpartition("/")[2]
        guests.append(Guest(participant.id, key, page_proof(secret, key)))
    return session, guests


def add_needs(env, session, count):
    participants = session.participant_ids
    tags = env["crm.facilitation.need.tag"].search([])
    return env["crm.facilitation.need"].create(
        [
            {
                "name": f"See the {SUBJECTS[number % len(SUBJECTS)]} before I ring back ({number})",
                "problem": PROBLEMS[number % len(PROBLEMS)],
                "wish": WISHES[number % len(WISHES)],
                "session_id": session.id,
                "author_id": participants[number % len(participants)].id,
                "tag_ids": [Command.set(tags[number % len(tags) :][:1].ids)],
                "supporter_ids": [
                    Command.set([participants[(number + step) % len(participants)].id for step in range(1, 5)])
                ],
            }
            for number in range(count)
        ]
    )


def open_round(env, session):
    ballot_round = env["crm.facilitation.round"].create(
        {"name": "First vote", "session_id": session.id, "budget": 100, "cap": 5}
    )
    ballot_round.action_open()
    return ballot_round


def make_survey(env, people):
    """Odoo's survey as a live session with ``people`` attendees: ``(survey, [answer tokens])``."""
    survey = env["survey.survey"].create(
        {
            "title": "Live",
            "access_mode": "public",
            "questions_layout": "page_per_question",
            "question_and_page_ids": [
                Command.create({"title": f"Need {number}", "question_type": "numerical_box", "sequence": number})
                for number in range(60)
            ],
        }
    )
    survey.action_start_session()
    sheets = [survey._create_answer(is_session_answer=True) for _number in range(people)]
    survey._session_open()
    return survey, [sheet.access_token for sheet in sheets]
