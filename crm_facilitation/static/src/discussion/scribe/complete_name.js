/**
 * Whom the beginning of a name means; the whole name where it is one of them only.
 *
 * Of several it is the one who has spoken already: a room's scribe hears the same people again and again.
 *
 * @param {Set<string>} spoken keys of those whom the scribe has named before
 */
export function completeName(who, typed, spoken = new Set()) {
    const wanted = typed.trim().toLowerCase();
    if (!wanted) {
        return [];
    }
    const own = ({ name }) => name.toLowerCase().split(", ")[0];
    const exact = who.filter((one) => own(one) === wanted || one.name.toLowerCase() === wanted);
    const found = exact.length ? exact : who.filter((one) => ` ${own(one)}`.includes(` ${wanted}`));
    const heard = found.filter(({ key }) => spoken.has(key));
    return heard.length === 1 ? heard : found;
}
