"""Requests of real CRM users, where the file is there, and what each side of their contradictions wants of which field."""

import csv
from pathlib import Path

from odoo.addons.crm_facilitation.tools.conflicts.contradiction import OPPOSITES

REQUESTS = Path(__file__).parents[2] / "shared" / "data" / "crm_needs.csv"

# pair of the file → model, field (none: the records as such), what its first and its second request want
SIDES = {
    "CON-01": ("crm.lead", "lost_reason_id", "mandatory", "optional"),
    "CON-02": ("crm.lead", "stage_id", "add", "remove"),
    "CON-03": ("crm.lead", "active", "remove", "add"),
    "CON-04": ("crm.lead", "date_deadline", "mandatory", "optional"),
    "CON-05": ("res.partner", "user_id", "manual", "automatic"),
    "CON-06": ("crm.lead", "stage_id", "mandatory", "optional"),
    "CON-07": ("crm.lead", "message_ids", "manual", "automatic"),
    "CON-08": ("crm.lead", "user_id", "open", "restricted"),
    "CON-09": ("crm.lead", "user_id", "open", "restricted"),
    "CON-10": ("crm.lead", "phone", "manual", "automatic"),
    "CON-11": ("crm.lead", "email_from", "automatic", "manual"),
    "CON-12": ("crm.lead", "duplicate_lead_ids", "optional", "mandatory"),
    "CON-13": ("res.partner", "phone", "visible", "hidden"),
    "CON-14": ("crm.lead", "lost_reason_id", "optional", "mandatory"),
    "CON-15": ("res.partner", "email", "automatic", "manual"),
    "CON-16": ("crm.lead", "team_id", "open", "restricted"),
    "CON-17": ("crm.lead", "user_id", "automatic", "manual"),
    "CON-18": ("crm.team", "member_ids", "open", "restricted"),
    "CON-19": ("crm.lead", None, "optional", "mandatory"),
    "CON-20": ("res.partner", None, "restricted", "open"),
    "CON-21": ("crm.lead", "message_ids", "manual", "automatic"),
    "CON-22": ("crm.lead", "partner_id", "restricted", "open"),
    "CON-23": ("crm.lead", "expected_revenue", "remove", "add"),
    "CON-24": ("mail.activity", "user_id", "automatic", "manual"),
    "CON-25": ("crm.lead", "phone", "open", "restricted"),
    "CON-26": ("crm.lead", None, "open", "restricted"),
}


def read_requests():
    """``[(title, department, aim)]``; ``aim`` is ``(pair, model, field, stance)``, None for the others.

    Made ones of the same shape where the file is not there.
    """
    if REQUESTS.exists():
        with REQUESTS.open(encoding="utf-8") as lines:
            rows = [(row["title_en"], row["department"], row["conflict_group"]) for row in csv.DictReader(lines)]
    else:
        pairs = sorted(SIDES)
        rows = [(f"Request {n}", ("Sales", "IT")[n % 2], pairs[n // 2] if n < 52 else "") for n in range(160)]
    seen, requests = {}, []
    for title, department, pair in rows:
        side = seen.setdefault(pair, []) if pair else None
        aim = (pair, *SIDES[pair][:2], SIDES[pair][2 + len(side)]) if pair else None
        if pair:
            side.append(title)
        requests.append((title, department, aim))
    return requests


def opposite(one, other):
    """Whether two aims are opposite, by the list of opposites alone."""
    return one[1:3] == other[1:3] and ((one[3], other[3]) in OPPOSITES or (other[3], one[3]) in OPPOSITES)
