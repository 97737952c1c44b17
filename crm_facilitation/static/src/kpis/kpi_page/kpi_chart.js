/* global Chart */
import { cookie } from "@web/core/browser/cookie";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** Vertical lines at the periods in which something happened, numbered as in the list below the chart. */
const happeningLines = {
    id: "facilitationHappenings",
    afterDatasetsDraw(chart, _args, { marks, colour }) {
        const { ctx, chartArea, scales } = chart;
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = colour;
        ctx.textAlign = "center";
        for (const { point, number } of marks) {
            const x = scales.x.getPixelForValue(point);
            ctx.setLineDash([2, 3]);
            ctx.beginPath();
            ctx.moveTo(x, chartArea.top + 12);
            ctx.lineTo(x, chartArea.bottom);
            ctx.stroke();
            ctx.fillText(number, x, chartArea.top + 8);
        }
        ctx.restore();
    },
};

/** What is drawn: the measured values, the way to the target, the target itself, and the trend with its range. */
function getDatasets(points, text) {
    const scheme = cookie.get("color_scheme");
    const [measured, target] = [getColor(0, scheme, "sm"), getColor(2, scheme, "sm")];
    const line = (label, name, borderColor, more = {}) => ({
        label,
        data: points.map((point) => point[name]),
        borderColor,
        borderWidth: 2,
        pointRadius: 0,
        spanGaps: false,
        ...more,
    });
    const range = { borderWidth: 0, backgroundColor: hexToRGBA(measured, 0.15) };
    // the running period is not over: its value is one so far
    const soFar = { borderDash: (segment) => (points[segment.p1DataIndex].is_running ? [3, 3] : undefined) };
    return [
        line(_t("Measured"), "value", measured, { pointRadius: 3, backgroundColor: measured, segment: soFar }),
        line(_t("Way to the target"), "expected", text, { borderDash: [2, 3], borderWidth: 1 }),
        line(_t("Target value"), "target", target, { borderDash: [8, 4], stepped: "middle" }),
        line(_t("Trend"), "forecast", measured, { borderDash: [4, 4] }),
        line("", "low", measured, range),
        line(_t("Likely range"), "high", measured, { ...range, fill: "-1" }),
    ];
}

export function getLabel(point) {
    return point.is_running ? _t("%s (so far)", point.label) : point.label;
}

/** One mark for each period in which something happened, with the numbers of all that happened in it. */
function getMarks(happenings) {
    const numbers = new Map();
    happenings.forEach(({ point }, index) => numbers.set(point, [...(numbers.get(point) || []), index + 1]));
    numbers.delete(null);
    return [...numbers].map(([point, found]) => ({ point, number: found.join(", ") }));
}

/** Draw a KPI's page into `canvas`.
 * @param {HTMLCanvasElement} canvas
 * @param {Object} page what the model's `page()` returns
 * @returns {Chart}
 */
export function drawKpi(canvas, page) {
    const style = getComputedStyle(canvas);
    const text = style.color;
    const grid = { color: style.getPropertyValue("--border-color") };
    const marks = getMarks(page.happenings);
    return new Chart(canvas, {
        type: "line",
        data: { labels: page.points.map(getLabel), datasets: getDatasets(page.points, text) },
        plugins: [happeningLines],
        options: {
            animation: false,
            locale: user.lang,
            maintainAspectRatio: false,
            interaction: { mode: "index", intersect: false },
            layout: { padding: { top: 8 } },
            plugins: {
                facilitationHappenings: { marks, colour: text },
                legend: {
                    position: "bottom",
                    labels: { color: text, boxHeight: 2, filter: (item) => Boolean(item.text) },
                },
                tooltip: { filter: (item) => Boolean(item.dataset.label) },
            },
            scales: { x: { ticks: { color: text }, grid }, y: { ticks: { color: text }, grid } },
        },
    });
}
