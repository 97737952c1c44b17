/* global Chart */
import { Component, onMounted, onWillUnmount, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const COLOURS = { on_track: "success", at_risk: "warning", off_track: "danger", no_data: "secondary" };

/** One KPI: its figure, its way to the target, its history as a line, and its breakdown. */
export class KpiCard extends Component {
    static template = "crm_facilitation.KpiCard";
    static props = { card: Object, open: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.words = {
            on_track: _t("On track"),
            at_risk: _t("At risk"),
            off_track: _t("Off track"),
            no_data: _t("No data"),
        };
        onMounted(() => this.draw());
        onWillUnmount(() => this.chart?.destroy());
    }

    get colour() {
        return COLOURS[this.props.card.status];
    }

    get groups() {
        return this.props.card.groups.slice(0, 5);
    }

    figure(value) {
        return value === null ? "–" : formatFloat(value, { digits: [16, 1], trailingZeros: false });
    }

    percent(share) {
        return `${Math.round(share * 100)} %`;
    }

    draw() {
        const { points, target } = this.props.card;
        if (!this.canvas.el || !points.length) {
            return;
        }
        const style = getComputedStyle(this.canvas.el);
        const line = (data, colour, dash = []) => ({
            data,
            borderColor: colour,
            borderDash: dash,
            borderWidth: 2,
            pointRadius: 0,
            tension: 0.2,
        });
        const datasets = [
            line(
                points.map((point) => point.value),
                style.getPropertyValue("--primary") || style.color,
            ),
        ];
        if (target !== null) {
            datasets.push(
                line(
                    points.map(() => target),
                    style.color,
                    [4, 4],
                ),
            );
        }
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { labels: points.map((point) => point.start), datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: { legend: { display: false } },
                scales: { x: { display: false }, y: { display: false } },
            },
        });
    }
}
