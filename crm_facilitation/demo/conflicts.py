"""The two contradictions of the first session: options, and an agreement on one of them."""

from dateutil.relativedelta import relativedelta

from odoo import fields


def _propose(story, key, conflict, name, pros, cons, cost):
    said = {"name": story.say(name), "pros": story.say(pros), "cons": story.say(cons)}
    values = {"conflict_id": conflict.id, "cost": cost} | said
    return story.as_person(key)["crm.facilitation.conflict.option"].create(values)


def settle_conflicts(story):
    """One is agreed on, the other is still talked about and stops its task."""
    story.discovery.action_detect_conflicts()
    lost = story._conflict_about("reasons")
    lost.action_discuss()
    _propose(story, "clara", lost, "Always mandatory", "Every lost deal tells us something.",
             "Dead enquiries cost a form each; people pick the first reason.", 0.5)  # fmt: skip
    chosen = _propose(
        story,
        "elena",
        lost,
        "Mandatory from the quote on",
        "One click for the deals that matter, none for dead enquiries.",
        "Nothing is learned about enquiries that never got a quote.",
        1.0,
    )
    story.as_person("maria", lost).action_agree(
        chosen.id,
        story.say(
            "The reason is asked once there is a quote, from a list of six. We look at it again after a quarter."
        ),
        review_date=fields.Date.today() + relativedelta(months=3),
    )
    amounts = story._conflict_about("amounts")
    amounts.action_discuss()
    _propose(story, "ruth", amounts, "Accounting reads all amounts", "Liquidity is planned on figures of today.",
             "More people know margins before the customer does.", 0.5)  # fmt: skip
    _propose(story, "henrik", amounts, "Accounting gets a total per month", "No single deal is shown.",
             "Large orders cannot be told from many small ones.", 1.5)  # fmt: skip
