/**
 * Do one thing at a time: a second press while the first is under way is none.
 *
 * @param {{busy: boolean}} state of the component, which greys its buttons by it
 * @param {() => Promise} work
 */
export async function oneAtATime(state, work) {
    if (state.busy) {
        return;
    }
    state.busy = true;
    try {
        await work();
    } finally {
        state.busy = false;
    }
}
