export const RESULTS = "crm_facilitation.results";

/**
 * The action that shows the results of a round.
 *
 * @param {{id: number, name: string}} round
 */
export const resultsOf = ({ id, name }) => ({
    type: "ir.actions.client",
    tag: RESULTS,
    name,
    params: { round_id: id },
});
