import { user } from "@web/core/user";

// days and moments stand in one line: they are written alike
const DAY = { day: "numeric", month: "long" };

/**
 * A moment of the server in the person's language and time zone, without seconds; the year where it is another one.
 *
 * The browser's own formats: the page of people without an account does without a library for dates.
 *
 * @param {string | false} value ``YYYY-MM-DD HH:MM:SS`` in UTC
 */
export function formatMoment(value) {
    if (!value) {
        return "";
    }
    const moment = new Date(`${value.replace(" ", "T")}Z`);
    const format = { ...DAY, hour: "numeric", minute: "2-digit" };
    if (moment.getFullYear() !== new Date().getFullYear()) {
        format.year = "numeric";
    }
    return moment.toLocaleString(user.lang || undefined, { ...format, timeZone: user.tz || undefined });
}

/**
 * A day of the server in the person's language; the year where it is another one.
 *
 * @param {string | false} value ``YYYY-MM-DD``
 */
export function formatDay(value) {
    if (!value) {
        return "";
    }
    const [year, month, day] = value.split("-").map(Number);
    const format = { ...DAY };
    if (year !== new Date().getFullYear()) {
        format.year = "numeric";
    }
    // a day is the same one in every time zone
    return new Date(Date.UTC(year, month - 1, day)).toLocaleDateString(user.lang || undefined, {
        ...format,
        timeZone: "UTC",
    });
}
