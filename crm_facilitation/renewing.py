"""Rules and crons of a new release for databases that had the addon before: their files say ``noupdate``.

Groups and access rights (``ir.model.access``) are no such data: an update brings them by itself.
"""

import re
import tempfile

from lxml import etree

from odoo.modules import Manifest
from odoo.tools import file_path
from odoo.tools.convert import convert_xml_import

ADDON = "crm_facilitation"
RENEWED = ("ir.rule", "ir.cron")
# what a company sets for itself; the rest of a cron is the addon's
OF_THE_COMPANY = ("active", "interval_number", "interval_type", "nextcall", "priority", "user_id")


def renew(env, former):
    """Bring rules and crons that are as a former release shipped them to what this one ships.

    What a company has changed since stays. Records that are new in this release are created by the update itself.

    :param former: ``{name: values}`` of the former release; ``domain_force`` and ``groups`` of a rule, ``code`` of a cron
    """
    for path in Manifest.for_addon(ADDON)["data"]:
        if not path.endswith(".xml"):
            continue
        root = etree.parse(file_path(f"{ADDON}/{path}")).getroot()
        for element in root.iter("record"):
            name, record = element.get("id"), None
            if element.get("model") in RENEWED and name in former:
                record = env.ref(f"{ADDON}.{name}", raise_if_not_found=False)
            if record and _read(record) == _plain(former[name]):
                _load(env, element)


def _read(record):
    """The values of a record as :func:`renew` takes them."""
    if record._name == "ir.cron":
        return _plain({"code": record.code})
    groups = record.groups.get_external_id()
    return _plain({"domain_force": record.domain_force, "groups": sorted(groups.values())})


def _plain(values):
    """Without spaces, which say nothing in a domain."""
    return {name: re.sub(r"\s", "", value) if isinstance(value, str) else value for name, value in values.items()}


def _load(env, element):
    """Write the record as its file has it, without what a company sets for itself."""
    root = etree.Element("odoo", noupdate="1")
    root.append(element)
    if element.get("model") == "ir.cron":
        for field in element.findall("field"):
            if field.get("name") in OF_THE_COMPANY:
                element.remove(field)
    elif element.find("field[@name='groups']") is None:
        # a rule that is everybody's now may have had groups
        etree.SubElement(element, "field", name="groups", eval="[(5,)]")
    for field in element.findall("field[@name='groups']"):
        # links are added to the former ones otherwise
        field.set("eval", "[(5,)] + (" + field.get("eval") + ")")
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(etree.tostring(root))
        file.flush()
        convert_xml_import(env, ADDON, file.name, {}, mode="init", noupdate=True)
