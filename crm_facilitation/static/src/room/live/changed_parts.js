/**
 * Put what changed into ``shown``. Parts that did not change stay the same objects: nothing moves on the screen for nothing.
 *
 * @param {Object} shown reactive
 * @param {Object} state as the server has it now
 * @returns {boolean} whether anything changed
 */
export function putChangedParts(shown, state) {
    let changed = false;
    for (const name of new Set([...Object.keys(shown), ...Object.keys(state)])) {
        if (JSON.stringify(shown[name]) !== JSON.stringify(state[name])) {
            shown[name] = state[name];
            changed = true;
        }
    }
    return changed;
}

/** Whether ``state`` is what another person is told than the one to whom ``shown`` was told. */
export function isOfAnother({ me: before }, { me: now }) {
    return Boolean(before?.id && now?.id && before.id !== now.id);
}
