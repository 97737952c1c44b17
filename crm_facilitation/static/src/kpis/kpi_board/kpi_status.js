import { _t } from "@web/core/l10n/translation";

/** Statuses of a KPI, what needs attention first. */
export const STATUSES = [
    { key: "off_track", name: _t("Off track"), colour: "danger" },
    { key: "at_risk", name: _t("At risk"), colour: "warning" },
    { key: "on_track", name: _t("On track"), colour: "success" },
    { key: "no_data", name: _t("No data"), colour: "secondary" },
];
