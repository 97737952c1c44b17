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

/** The values that the server is sent. */
export function valuesOf({ name, problem, wish, minutes, tagIds, behalf }) {
    const words = { name: name.trim(), problem, wish, minutes_lost_weekly: readMinutes(minutes) || 0 };
    return { ...words, ...(tagIds.length ? { tag_ids: [[6, 0, tagIds]] } : {}), ...originOf(behalf) };
}

/** On whose behalf a facilitator raises it: a person, or only a department. */
function originOf(behalf) {
    const [kind, id] = behalf.split(":");
    return kind ? { [kind]: Number(id) } : {};
}
