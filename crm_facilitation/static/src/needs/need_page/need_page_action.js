export const NEED_PAGE = "crm_facilitation.need_page";

/**
 * The action that opens the page of a need.
 *
 * @param {{id: number, name?: string}} need
 */
export const pageOf = ({ id, name }) => ({
    type: "ir.actions.client",
    tag: NEED_PAGE,
    ...(name ? { name } : {}),
    params: { need_id: id },
});
