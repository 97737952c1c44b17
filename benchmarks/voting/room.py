"""The room that votes: people with logins and web sessions, guests with links, a round, and the same as a survey."""

import odoo
from odoo.fields import Command
from odoo.service import security

DEPARTMENTS = 8


def make_people(env, count):
    """``count`` employees with a login and a settings record of their own."""
    employees = env.ref("base.group_user")
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Voter {number}",
                    "login": f"voter{number}",
                    "email": f"voter{number}@example.com",
                    "group_ids": [Command.set(employees.ids)],
                }
                for number in range(count)
            ]
        )
    )
    settings = [env["res.users.settings"]._find_or_create_for_user(user) for user in users]
    return users, settings


def make_guests(env, count):
    """``count`` contacts without an account."""
    return env["res.partner"].create(
        [{"name": f"Guest {number}", "email": f"guest{number}@example.com"} for number in range(count)]
    )


def open_links(env, session, guests):
    """``(contact, cookie, proof of the page)`` of each guest, as after opening the personal link."""
    # addons are found once the server's configuration is read
    from odoo.addons.crm_facilitation.tools.sessions.link import page_proof

    secret = env["ir.config_parameter"].get_param("database.secret")
    places = session.participant_ids.grouped("partner_id")
    for guest in guests:
        key = places[guest]._draw_key("link")
        yield guest, f"f_{session.id}={key}", page_proof(secret, key)


def make_round(env, partners, needs, **values):
    """A draft round of ``needs`` needs in which these people may vote."""
    departments = env["hr.department"].create([{"name": f"Department {number}"} for number in range(DEPARTMENTS)])
    project = env["project.project"].create(
        {"name": "Voting", "is_facilitation": True, "affected_department_ids": [Command.set(departments.ids)]}
    )
    session = env["crm.facilitation.session"].create({"name": "Voting", "project_id": project.id})
    env["crm.facilitation.participant"].create(
        [
            {
                "session_id": session.id,
                "partner_id": partner.id,
                "department_id": departments[number % DEPARTMENTS].id,
                # an anonymous round hides people among those who can take part by themselves
                "came_by": "link",
            }
            for number, partner in enumerate(partners)
        ]
    )
    # what is measured is permitted in the step that it happens in
    session.agenda_item_ids[:1].write({"can_raise": True, "can_vote": True, "can_remark": True})
    session.action_start()
    env["crm.facilitation.need"].create(
        [
            {"name": f"Need {number}", "problem": "It takes long. " * 8, "session_id": session.id}
            for number in range(needs)
        ]
    )
    return env["crm.facilitation.round"].create({"name": "Voting", "session_id": session.id} | values)


def make_survey(env, users, questions):
    """Odoo's own survey with one numeric question a page; an answer sheet in progress for each user."""
    survey = env["survey.survey"].create(
        {
            "title": "Voting",
            "questions_layout": "page_per_question",
            "access_mode": "token",
            "users_login_required": True,
            "question_and_page_ids": [
                Command.create({"title": f"Need {number}", "question_type": "numerical_box", "sequence": number})
                for number in range(questions)
            ],
        }
    )
    sheets = [survey._create_answer(user=user) for user in users]
    for sheet in sheets:
        sheet._mark_in_progress()
    return survey, sheets


def log_in(env, users):
    """Cookies of a web session for each user, without the password check: it would be most of the measurement."""
    store = odoo.http.root.session_store
    cookies = []
    for user in users:
        session = store.new()
        session.update(odoo.http.get_default_session(), db=env.cr.dbname)
        session.uid, session.login = user.id, user.login
        session.session_token = security.compute_session_token(session, env)
        session.context = dict(env["res.users"].with_user(user).context_get())
        store.save(session)
        cookies.append(f"session_id={session.sid}")
    return cookies
