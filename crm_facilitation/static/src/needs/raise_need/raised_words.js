import { _t } from "@web/core/l10n/translation";

/** What is typed into the form, and what is left of it once it is sent or not wanted any more. */
export const emptyWords = () => ({
    name: "",
    problem: "",
    wish: "",
    minutes: "",
    tagIds: [],
    oppositeIds: [],
    differentIds: [],
});

/** The words of the form alone, to keep them on the device. */
export function wordsOf({ name, problem, wish, minutes, tagIds, oppositeIds, differentIds }) {
    return { name, problem, wish, minutes, tagIds, oppositeIds, differentIds };
}

const LONGEST_WEEK = 10080;

/** Minutes a week as they were typed, a whole number in a week's bounds; null where it is none, 0 where nothing is there. */
export function readMinutes(text) {
    const digits = text.replace(/[\s\u00a0\u202f]/g, "");
    const minutes = /^\d{0,5}$/.test(digits) ? Number(digits) : Infinity;
    return minutes <= LONGEST_WEEK ? minutes : null;
}

/** ``ids`` with ``id``, or without it where it was among them. */
export function toggled(ids, id) {
    return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

/**
 * What I say of a need that is there: mine wants the opposite, or reads like it only. One answer takes the other back.
 *
 * @param {"oppositeIds" | "differentIds"} answer
 */
export function answered({ oppositeIds, differentIds }, answer, id) {
    const others = { oppositeIds, differentIds };
    const without = Object.fromEntries(
        Object.entries(others).map(([name, ids]) => [name, ids.filter((one) => one !== id)]),
    );
    return { ...without, [answer]: toggled(others[answer], id) };
}

/** Whether something is said of needs that are there: it counts when one's own is raised, and not before. */
export function hasAnswered({ oppositeIds, differentIds }, { anonymous }) {
    return !anonymous && Boolean(oppositeIds.length || differentIds.length);
}

/** The arguments of ``raise_need``, but its token: of a need without a name nothing is said but the need. */
export function askedOf(words, { id, anonymous }) {
    const { oppositeIds, differentIds } = words;
    const asked = { session_id: id, values: valuesOf(words), promised_anonymous: anonymous };
    return {
        ...asked,
        ...(anonymous || !oppositeIds.length ? {} : { opposite_ids: oppositeIds }),
        ...(anonymous || !differentIds.length ? {} : { different_ids: differentIds }),
    };
}

/** The values that the server is sent. */
function valuesOf({ name, problem, wish, minutes, tagIds, behalf }) {
    const words = { name: name.trim(), problem, wish, minutes_lost_weekly: readMinutes(minutes) || 0 };
    return { ...words, ...(tagIds.length ? { tag_ids: [[6, 0, tagIds]] } : {}), ...originOf(behalf) };
}

/** On whose behalf a facilitator raises it: a person, or only a department. */
function originOf(behalf) {
    const [kind, id] = behalf.split(":");
    return kind ? { [kind]: Number(id) } : {};
}

/** What is raised without a name is not in the list at once, and would be raised again by who looks for it there. */
export function wordReceived({ token }, words, session) {
    if (token) {
        return _t("Received. It appears together with what others raise, at the end of this step at the latest.");
    }
    return hasAnswered(words, session)
        ? _t("Received, with what you said of the others. You will see what becomes of it.")
        : _t("Received. You will see what becomes of it.");
}
