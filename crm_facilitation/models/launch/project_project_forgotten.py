from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.launch.forgotten import find_forgotten
from ...tools.readiness import Check

LEADERS = ("crm_facilitation.group_facilitator", "crm_facilitation.group_sponsor")


class ProjectProject(models.Model):
    """Departments that a roll-out has forgotten: their people work with the CRM, and nobody named them as affected.

    They are named before launch, or left out with a reason. Only counts of people are told, never who they are.

    People are the employees of the roll-out's company that have a user and a department; who only asked for something
    in a session needs no user.
    """

    _inherit = "project.project"

    left_out_ids = fields.One2many(
        "crm.facilitation.left.out", "project_id", "Departments left out", groups=",".join(LEADERS)
    )

    @api.readonly
    def forgotten_departments(self) -> list[dict]:
        """Departments that are not affected, nor above or below one that is, and whose people work with the CRM.

        :return: ``[{department_id, reasons: [{code, count}]}]``, those with most people first. ``count`` is a number of
            people, ``code`` one of ``crm_rights`` (may use the CRM), ``opportunities`` (own one of the last year),
            ``sales_team`` (belong to one, or lead it), ``activities`` (have one on an opportunity), ``asked`` (raised
            or supported a need in a session of this roll-out)
        """
        self.ensure_one()
        self._check_leader()
        return [
            {
                "department_id": department.id,
                "reasons": [{"code": code, "count": count} for code, count in counts.items()],
            }
            for department, counts in self._find_forgotten()
        ]

    @api.readonly
    def get_forgotten_notice(self) -> dict:
        """The forgotten departments in words, for the forms of roll-out and session.

        :return: ``{departments: [{id, name, why}], may_add}``; ``may_add`` says whether the reader may name them
        """
        self.ensure_one()
        self._check_leader()
        words = self._get_forgotten_words()
        return {
            "departments": [
                {
                    "id": department.id,
                    "name": department.display_name,
                    "why": ", ".join(words[code] % count for code, count in counts.items()),
                }
                for department, counts in self._find_forgotten()
            ],
            "may_add": self.has_access("write"),
        }

    @api.model
    def _get_forgotten_words(self):
        _ = self.env._
        return {
            "crm_rights": _("people with CRM rights: %s"),
            "opportunities": _("people with opportunities of the last year: %s"),
            "sales_team": _("people in a sales team: %s"),
            "activities": _("people with activities on opportunities: %s"),
            "asked": _("people who asked for something: %s"),
        }

    def action_leave_out_department(self, department_id: int, reason: str) -> bool:
        """Leave a department out of the roll-out on purpose: with a reason, on record."""
        self.ensure_one()
        self._check_leader()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the department is left out."))
        department = self._get_department_to_leave_out(department_id)
        # nobody writes it by hand
        self.env["crm.facilitation.left.out"].sudo().create(
            {
                "project_id": self.id,
                "department_id": department.id,
                "reason": reason,
                "left_out_by_id": self.env.uid,
                "left_out_on": self.company_id._get_facilitation_today(),
            }
        )
        payload = {"department": department.id, "department_name": department.display_name, "reason": reason}
        self.env["crm.facilitation.event"]._record(self, "department_left_out", payload)
        return True

    def _get_department_to_leave_out(self, department_id):
        """The department, as superuser; raise where it cannot be left out of this roll-out."""
        if not self.is_facilitation:
            raise UserError(self.env._("“%s” is no CRM roll-out.", self.name))
        company = self._get_people_company()
        # which company it is of is checked here
        department_sudo = self.env["hr.department"].sudo().browse(department_id).exists()
        if not department_sudo or department_sudo.company_id not in (company, company.browse()):
            raise UserError(self.env._("Choose a department of the company that this roll-out is for."))
        # those of other readers count too
        rollout_sudo = self.sudo()
        if department_sudo in rollout_sudo.affected_department_ids:
            raise UserError(
                self.env._(
                    "“%s” is named as affected. Take it out of the affected departments first.",
                    department_sudo.display_name,
                )
            )
        if department_sudo in rollout_sudo.left_out_ids.department_id:
            raise UserError(self.env._("“%s” is left out of the roll-out already.", department_sudo.display_name))
        return department_sudo

    def _check_leader(self):
        """Refuse whoever neither leads roll-outs nor answers for them, or may not read this one."""
        refusal = self.env._("Only facilitators and management see which departments are forgotten.")
        self.env["crm.facilitation.role"]._check_leader(self, refusal)

    def _get_readiness_checks(self):
        name = self.env._("No department whose people work with the CRM is forgotten")
        missing = self.env._("Forgotten departments whose people work with the CRM")
        return [
            *super()._get_readiness_checks(),
            Check("forgotten", 25, name, self._forgotten_departments, self._affected_departments, missing),
        ]

    def _forgotten_departments(self):
        return self.env["hr.department"].browse([department.id for department, _counts in self._find_forgotten()])

    def _find_forgotten(self):
        """``[(department as superuser, {code: number of people})]``, in a number of queries that is always the same."""
        self.ensure_one()
        company = self._get_people_company()
        if not company or not self.is_facilitation:
            return []
        asked = self._get_askers()
        homes, by_user, by_partner = {}, {}, {}
        for employee, department, user, partner in self._get_people(company, asked.partner_id):
            homes[employee] = department
            by_user[user.id], by_partner[partner.id] = employee, employee
        users = [user for user in by_user if user]
        reasons = {
            code: {by_user[user] for user in found} for code, found in self._get_users_by_reason(company, users).items()
        }
        reasons["asked"] = {by_user.get(one.user_id.id or None, by_partner.get(one.partner_id.id)) for one in asked}
        departments = {department.parent_path: department for department in homes.values()}
        # a department is named whoever may read it, and when it was archived since
        rollout_sudo = self.sudo()
        found = find_forgotten(
            {employee: department.parent_path for employee, department in homes.items()},
            reasons,
            named=rollout_sudo.affected_department_ids.mapped("parent_path"),
            left_out=rollout_sudo.left_out_ids.department_id.mapped("parent_path"),
        )
        return [(departments[one.path], one.counts) for one in found]

    def _get_people_company(self):
        """The company whose people the roll-out is for; none where the reader does not work in it."""
        # which company it is of is asked whoever may read the roll-out
        company_sudo = self.sudo().company_id
        return company_sudo if self.env.su or company_sudo in self.env.companies else company_sudo.browse()

    def _get_people(self, company, partners):
        """``[(employee's id, department, user, contact)]`` of people with a department, as superuser.

        Those with a user, or who are one of ``partners``. Grouped, because reading employees takes a query a thousand.
        """
        known = Domain("user_id", "!=", False) | Domain("work_contact_id", "in", partners.ids)
        ours = Domain("company_id", "=", company.id) & Domain("department_id.company_id", "in", [company.id, False])
        at_work = Domain("department_id", "!=", False) & Domain("active", "=", True)
        # nobody is told who they are, and the company is the reader's own
        employees_sudo = self.env["hr.employee"].sudo()
        return employees_sudo._read_group(ours & known & at_work, ["id", "department_id", "user_id", "work_contact_id"])

    def _get_askers(self):
        """Participants who raised or supported a need of this roll-out, as superuser."""
        # counted whoever may read them
        needs_sudo = self.env["crm.facilitation.need"].sudo().with_context(active_test=False)
        ours = [("project_id", "=", self.id)]
        ids = {
            person.id
            for name in ("author_id", "supporter_ids")
            for [person] in needs_sudo._read_group(ours, [name])
            if person
        }
        # only to which employee they belong is read of them
        return self.env["crm.facilitation.participant"].sudo().browse(ids)

    def _get_users_by_reason(self, company, users):
        """``{code: ids of users}`` among ``users``; one query each, but two for the teams."""
        # people are counted whoever may read their records; lost opportunities count too
        env = self.sudo().with_context(active_test=False).env
        ours = Domain("company_id", "in", [company.id, False])
        among = Domain("user_id", "in", users)
        opportunities = ours & Domain("type", "=", "opportunity")
        year_ago = fields.Datetime.now() - relativedelta(years=1)
        recent = Domain("create_date", ">=", year_ago) | Domain("date_closed", ">=", year_ago)
        alive = Domain("active", "=", True)
        salesman = env.ref("sales_team.group_sale_salesman").id
        holders = env["res.users"].search(
            [("id", "in", users), ("all_group_ids", "in", salesman), ("active", "=", True)]
        )
        teams = (
            alive
            & Domain("crm_team_id.active", "=", True)
            & Domain("crm_team_id.company_id", "in", [company.id, False])
        )
        on_opportunities = Domain("res_model", "=", "crm.lead") & Domain(
            "res_id", "in", env["crm.lead"]._search(opportunities)
        )

        def owners(model, domain):
            return {user.id for [user] in env[model]._read_group(among & domain, ["user_id"])}

        # Odoo gives them to its administrator with the installation, whatever that person does
        given = {env.ref("base.user_admin").id}
        return {
            "crm_rights": set(holders.ids) - given,
            "opportunities": owners("crm.lead", opportunities & recent),
            "sales_team": (owners("crm.team.member", teams) | owners("crm.team", ours & alive)) - given,
            "activities": owners("mail.activity", alive & on_opportunities),
        }
