/* global Chart */
import { Component, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { writeFigure } from "../figure";
import { STATUSES } from "./kpi_status";

const SHOWN_GROUPS = 5;

/** One KPI: its figure, its way to the target, its history as a line, where it is heading, and its breakdown. */
export class KpiCard extends Component {
    static template = "crm_facilitation.KpiCard";
    static props = { card: Object, open: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.words = Object.fromEntries(STATUSES.map(({ key, name }) => [key, name]));
        useEffect(
            () => this.draw(),
            () => [this.props.card, this.canvas.el],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get colour() {
        return STATUSES.find(({ key }) => key === this.props.card.status).colour;
    }

    get groups() {
        return this.props.card.groups.slice(0, SHOWN_GROUPS);
    }

    get rest() {
        return this.props.card.groups.length - this.groups.length;
    }

    get attained() {
        return _t("%(share)s % of the way", { share: Math.round(this.props.card.attainment * 100) });
    }

    get target() {
        const { target, target_date } = this.props.card;
        return target_date
            ? _t("Target: %(target)s by %(day)s", { target: this.figure(target), day: target_date })
            : _t("Target: %s", this.figure(target));
    }

    /** The sparkline in words. */
    get summary() {
        const { name, points, target } = this.props.card;
        return _t("%(name)s: %(count)s values from %(first)s to %(last)s, the last %(value)s; target %(target)s", {
            name,
            count: points.length,
            first: points[0].label,
            last: points.at(-1).label,
            value: this.figure(points.at(-1).value),
            target: this.figure(target),
        });
    }

    figure(value) {
        return writeFigure(value);
    }

    draw() {
        this.chart?.destroy();
        const { points, target } = this.props.card;
        if (!this.canvas.el || !points.length) {
            return;
        }
        const scheme = cookie.get("color_scheme");
        const line = (data, borderColor, borderDash = []) => ({
            data,
            borderColor,
            borderDash,
            borderWidth: 2,
            pointRadius: data.length === 1 ? 3 : 0,
            tension: 0.2,
        });
        const values = points.map((point) => point.value);
        const datasets = [line(values, getColor(0, scheme, "sm"))];
        if (target !== null) {
            const dashed = values.map(() => target);
            datasets.push({ ...line(dashed, getColor(2, scheme, "sm"), [4, 4]), pointRadius: 0 });
        }
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { labels: points.map((point) => point.label), datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { display: false }, tooltip: { enabled: false } },
                scales: { x: { display: false }, y: { display: false, grace: "10%" } },
            },
        });
    }
}
