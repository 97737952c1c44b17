/** How a KPI's figure is written: as `tools/kpis/digits.py` says. */
import { formatFloat } from "@web/core/utils/numbers";

const LARGE = 100;

export function digits(value) {
    if (Math.abs(value) >= LARGE || Number.isInteger(value)) {
        return 0;
    }
    let count = Math.max(1, 1 - Math.floor(Math.log10(Math.abs(value))));
    while (count > 1 && Number(value.toFixed(count)) === Number(value.toFixed(count - 1))) {
        count--;
    }
    return count;
}

/** The figure in the user's language, a dash where there is none. */
export function writeFigure(value) {
    if (value === null) {
        return "–";
    }
    const count = digits(value);
    // a figure that rounds to nothing has no sign
    const rounded = Number(value.toFixed(count)) || 0;
    return formatFloat(rounded, { digits: [16, count], trailingZeros: false });
}
