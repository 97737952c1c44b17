import { localization } from "@web/core/l10n/localization";
import { InvalidNumberError, parseFloat, parseInteger } from "@web/views/fields/parsers";

// digits, one point or comma, digits
const ONE_SIGN = /^([+−-]?)(\d*)([.,])(\d+)$/;
const GROUPED = /^[+-]?\d{1,3}([.,' ])\d{3}(\1\d{3})*$/;

/**
 * The number that somebody typed, as they mean it.
 *
 * Odoo takes every sign for thousands out, wherever it stands: "3,5" typed in English becomes 35. Here one point or comma
 * divides decimals, unless three digits follow it: then the language of the reader decides. What is grouped in no such
 * way is refused.
 *
 * @param {string} text
 * @returns {number | Object} a number, or an operation such as "+= 2", as Odoo's own parser gives it
 */
export function readTyped(text) {
    const body = text.trim().replace(/[\s\u00a0\u202f]+/g, " ");
    const one = ONE_SIGN.exec(body);
    if (one && !(one[4].length === 3 && one[2] && one[2].length < 4 && one[3] === localization.thousandsSep)) {
        const [, sign, whole, , decimals] = one;
        return Number(`${sign && sign !== "+" ? "-" : ""}${whole || "0"}.${decimals}`);
    }
    const [whole] = body.split(localization.decimalPoint);
    if (/^[+-]?[\d.,' ]+$/.test(body) && /[.,' ]/.test(whole) && !GROUPED.test(whole)) {
        throw new InvalidNumberError(`"${text}" is not a correct number`);
    }
    return parseFloat(text, { allowOperation: true });
}

/**
 * The whole number that somebody typed, see {@link readTyped}: "1,5" is neither 15 nor 1.
 *
 * @param {string} text
 * @returns {number | Object}
 */
export function readTypedWhole(text) {
    const number = readTyped(text);
    if (typeof number === "number" && !Number.isInteger(number)) {
        throw new InvalidNumberError(`"${text}" is not a whole number`);
    }
    // Odoo's own parser knows which are too large to be stored
    return typeof number === "number" ? parseInteger(`${number}`) : parseInteger(text, { allowOperation: true });
}

/**
 * The number that somebody typed, where it lies within the bounds; null where it is none or lies outside.
 *
 * @param {string} text
 * @param {Object} bounds
 * @param {number} bounds.least
 * @param {number} bounds.most
 * @param {boolean} [bounds.isWhole] only whole numbers count
 * @param {number} [bounds.blank] what nothing typed stands for; null where something is asked for
 * @returns {number | null}
 */
export function readWithin(text, { least, most, isWhole = false, blank = null }) {
    if (!text.trim()) {
        return blank;
    }
    let number;
    try {
        number = isWhole ? readTypedWhole(text) : readTyped(text);
    } catch (error) {
        if (error instanceof InvalidNumberError) {
            return null;
        }
        throw error;
    }
    return number >= least && number <= most ? number : null;
}
