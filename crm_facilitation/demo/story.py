"""A roll-out from the kick-off to the second session, after one that was launched before: played by what the screens call.

Each step is taken by the person whose step it is, with their rights, so that evidence verifies and votes recount.
"""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .configuration import configure
from .conflicts import settle_conflicts
from .deals import create_deals
from .kpis import agree_kpis
from .launched import play_launched
from .needs import ACCEPTED, DEFERRED, DISCOVERY, DOTS, GOALS, REJECTED, SECOND, SECOND_DOTS
from .promises import name_risks, promise, read_promises, weigh_risks
from .russian import words_of

PEOPLE = (
    "elena", "tomas", "aisha", "henrik", "olga", "pavel", "nina", "clara", "jonas", "leyla", "mateusz", "sergei",
    "bruno", "ruth", "anton", "maria",
)  # fmt: skip
ROLES = {"henrik": "key_user", "olga": "key_user", "clara": "key_user", "maria": "sponsor"}
NOT_AFFECTED = "Management looks into the CRM and keeps no cards in it. It sets the goals, and takes part for that."
# as Odoo calls a company that nobody has named yet
UNNAMED = ("My Company", "YourCompany")
COMPANY = "Clear View"
STAGES = ("To do", "In configuration", "To be tried", "Done")


class Story:
    """Knows who is who and takes the steps in their order."""

    def __init__(self, env):
        self.language = env.ref("base.user_admin").lang or "en_US"
        # what people say, and what is noted of it, is in their language
        self.env = env(context=dict(env.context, lang=self.language, mail_notify_force_send=False))
        self.employees = {key: self.env.ref(f"crm_facilitation.demo_employee_{key}") for key in (*PEOPLE, "ivan")}
        self.users = {key: employee.user_id for key, employee in self.employees.items()}
        self.goals, self.needs = {}, {}
        self.say = words_of(self.language)
        self.first = [asked.said(self.say) for asked in DISCOVERY]
        self.second = [asked.said(self.say) for asked in SECOND]

    def as_person(self, key, records=None):
        """``records`` (an environment, where left out) with the rights of a person."""
        env = self.env(user=self.users[key].id)
        return env if records is None else records.with_env(env)

    def play(self):
        """The whole story."""
        unsent = self.env["mail.mail"].search([]).ids
        self._silence_the_bot()
        self._speak()
        self.deals = create_deals(self.env, self.users, self.say)
        play_launched(self)
        self._kick_off()
        self._hold_discovery()
        configure(self)
        self._begin_second_session()
        # nobody of these people exists: what would be mailed to them is not sent
        self.env["mail.mail"].search([("id", "not in", unsent)]).unlink()

    def _silence_the_bot(self):
        """On a phone its greeting covers the whole first screen."""
        users = self.env["res.users"].concat(*self.users.values())
        if "odoobot_state" in users._fields:
            users.odoobot_state = "disabled"

    def _speak(self):
        """People read, and they, their departments and their company are called, as in the language of the database."""
        company = self.env.company
        if company.name in UNNAMED:
            company.name = self.say(COMPANY)
        people = self.env["res.users"].concat(*self.users.values())
        people.lang = self.language
        for employee in self._find_loaded("hr.employee"):
            # those without an account read their mails and their page of a session
            employee.work_contact_id.lang = self.language
            employee.job_title = self.say(employee.job_title)
            name = self.say(employee.name)
            if name != employee.name:
                employee.name = employee.work_contact_id.name = name
                # the picture that Odoo drew has the first letter of the other name
                employee.image_1920 = employee.work_contact_id.image_1920 = employee._avatar_generate_svg()
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        for department in self._find_loaded("hr.department").with_context(lang="en_US"):
            name = department.name
            for code in sorted(languages & {"ru_RU", self.language}):
                department.with_context(lang=code).name = words_of(code)(name)

    def _find_loaded(self, model):
        """The records of ``people.xml``."""
        loaded = [("module", "=", "crm_facilitation"), ("model", "=", model)]
        return self.env[model].browse(self.env["ir.model.data"].search(loaded).mapped("res_id"))

    def _kick_off(self):
        ivan = self.as_person("ivan")
        departments = (self.employees[key].department_id for key in PEOPLE if key != "maria")
        self.rollout = ivan["project.project"].create(
            {
                "name": self.say("New CRM"),
                "is_facilitation": True,
                "affected_department_ids": [Command.set([department.id for department in departments])],
                "type_ids": [
                    Command.create({"name": self.say(name), "sequence": place}) for place, name in enumerate(STAGES)
                ],
                "user_id": ivan.uid,
            }
        )
        self._name_record(self.rollout, "demo_rollout")
        management = self.employees["maria"].department_id
        self.as_person("maria", self.rollout).action_leave_out_department(management.id, self.say(NOT_AFFECTED))
        self.rollout.action_config_baseline()
        self.discovery = self._invite("Discovery", fields.Date.today() - timedelta(days=9), 3)
        self._name_record(self.discovery, "demo_session_discovery")

    def _name_record(self, record, name):
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"crm_facilitation.{name}", "record": record.sudo(), "noupdate": True}]
        )

    def _invite(self, name, day, days):
        session = self.as_person("ivan")["crm.facilitation.session"].create(
            {
                "name": self.say(name),
                "project_id": self.rollout.id,
                "date_start": day,
                "date_end": day + timedelta(days=days - 1),
            }
        )
        session.participant_ids = [
            Command.create({"partner_id": self.employees[key].work_contact_id.id, "role": ROLES.get(key, "employee")})
            for key in PEOPLE
        ]
        return session

    def _participant(self, session, key):
        partner = self.employees[key].work_contact_id
        return session.participant_ids.filtered(lambda person: person.partner_id == partner)

    def _walk_to(self, session, kind, is_anonymous=False):
        """Forward to the next step of this kind; to one without names, where that is asked for."""
        items = session.agenda_item_ids
        place = items.ids.index(session.current_item_id.id)
        session.action_go_to(
            next(item for item in items[place + 1 :] if item.kind == kind and (item.anonymous or not is_anonymous))
        )

    def _hold_discovery(self):
        session = self.discovery
        session.action_start()
        session.participant_ids.action_join()
        self._participant(session, "anton").action_absent()
        self._walk_to(session, "retro")
        name_risks(self, session)
        self._walk_to(session, "goals")
        self._set_goals()
        self._walk_to(session, "needs")
        self._raise([asked for asked in self.first if not asked.anonymous], session)
        self._walk_to(session, "needs", is_anonymous=True)
        self._raise([asked for asked in self.first if asked.anonymous], session)
        self._walk_to(session, "cluster")
        for asked in self.first:
            if asked.merged_into:
                self.needs[asked.key].action_merge_into(self.needs[asked.merged_into])
        self._walk_to(session, "fit")
        self._price(self.first)
        self._walk_to(session, "vote")
        self._vote(session, "What comes first", DOTS).action_close()
        self._walk_to(session, "conflicts")
        settle_conflicts(self)
        self._walk_to(session, "decide")
        self._decide()
        self._walk_to(session, "kpis")
        agree_kpis(self)
        weigh_risks(self, session)
        self._walk_to(session, "goals")
        self._confirm_goals()
        self._walk_to(session, "closing")
        promise(self, session)
        session.action_close()

    def _set_goals(self):
        model = self.as_person("maria")["crm.facilitation.goal"]
        for key, (name, why) in GOALS.items():
            values = {
                "name": self.say(name),
                "why": self.say(why),
                "project_id": self.rollout.id,
                "session_id": self.discovery.id,
            }
            self.goals[key] = model.create(values)

    def _confirm_goals(self):
        for key, goal in self.goals.items():
            if key != "trust":
                goal.action_confirm_relevance()

    def _raise(self, several, session):
        for asked in several:
            self.needs[asked.key] = self._raise_one(asked, session).with_env(self.as_person("ivan"))
            for key in asked.supporters:
                self._support(self.needs[asked.key], key)

    def _raise_one(self, asked, session):
        values = {
            "name": asked.name,
            "problem": asked.problem,
            "wish": asked.wish,
            "minutes_lost_weekly": asked.minutes,
        }
        values["tag_ids"] = [Command.link(self.env.ref(f"crm_facilitation.need_tag_{asked.tag}").id)]
        if asked.anonymous:
            model = self.as_person(asked.who)["crm.facilitation.need"]
            return model.browse(model.raise_need(session.id, values)["id"])
        values |= {"session_id": session.id, "goal_ids": [Command.link(self.goals[asked.goal].id)]}
        if asked.stance:
            model, field = asked.target
            values |= {
                "target_model_id": self.env["ir.model"]._get(model).id,
                "target_field_id": self.env["ir.model.fields"]._get(model, field).id,
                "stance": asked.stance,
            }
        if not self.users[asked.who]:
            values["author_id"] = self._participant(session, asked.who).id
            return self.as_person("ivan")["crm.facilitation.need"].create(values)
        return self.as_person(asked.who)["crm.facilitation.need"].create(values)

    def _support(self, need, key):
        if self.users[key]:
            self.as_person(key, need).action_support()
        else:
            need.supporter_ids = [Command.link(self._participant(need.session_id, key).id)]

    def _price(self, several):
        for asked in several:
            if not asked.merged_into:
                self.needs[asked.key].write({"fit": asked.fit, "effort_days": asked.days, "moscow": asked.moscow})

    def _vote(self, session, name, dots, **terms):
        """Open a vote by dots and cast those of the people; it stays open."""
        deadline = fields.Datetime.now() + timedelta(days=2)
        ballot_round = self.as_person("ivan")["crm.facilitation.round"].create(
            {"name": self.say(name), "session_id": session.id, "deadline": deadline} | terms
        )
        ballot_round.action_open()
        for key, choices in dots.items():
            cast = {self.needs[need].id: points for need, points in choices.items()}
            self.as_person(key, ballot_round).cast(cast)
        return ballot_round

    def _conflict_about(self, need):
        return self.needs[need].conflict_ids.filtered(lambda conflict: conflict.kind == "contradiction")

    def _decide(self):
        decided = [asked for asked in self.first if asked.verdict]
        for asked in decided:
            need = self.needs[asked.key]
            need.action_mark_discussed(self.say("Talked through in the group, each department in turn."))
            if asked.verdict == ACCEPTED:
                need.action_accept()
                if asked.reason:
                    need.decision_reason = asked.reason
            elif asked.verdict == DEFERRED:
                need.action_defer(asked.reason)
            elif asked.verdict == REJECTED:
                need.action_reject(asked.reason)

    def _begin_second_session(self):
        session = self._invite("Second session", fields.Date.today(), 2)
        self._name_record(session, "demo_session_second")
        session.action_start()
        for key in SECOND_DOTS:
            self._participant(session, key).action_join()
        read_promises(self)
        self._walk_to(session, "goals")
        self._walk_to(session, "needs")
        self._raise(self.second, session)
        self._walk_to(session, "fit")
        self._price(self.second)
        session.action_detect_conflicts()
        # nothing is planned of either need yet, so there is no work to stop
        self._conflict_about("weekend").is_blocking = False
        self._walk_to(session, "vote")
        # back once more: somebody had something to say before the vote
        session.action_previous()
        self._walk_to(session, "vote")
        # at most three on one need, as the step says
        self._vote(session, "What the second step brings", SECOND_DOTS, cap=3)
