/** Rows and edges of the trace map, without a browser: where each node goes, and what hangs together with one. */

export const ROW_HEIGHT = 48;
export const COLUMN_WIDTH = 220;
export const NODE_WIDTH = 180;
export const NODE_HEIGHT = 36;

/** Places the nodes column by column, each near the middle of what it is linked to on its left. */
export function placeNodes(columns, nodes, edges) {
    const sources = new Map();
    for (const [from, to] of edges) {
        sources.set(to, [...(sources.get(to) || []), from]);
    }
    const places = new Map();
    const used = columns.filter((column) => nodes.some((node) => node.column === column));
    used.forEach((column, columnIndex) => {
        const inColumn = nodes.filter((node) => node.column === column);
        const wish = (node) => {
            const rows = (sources.get(node.key) || [])
                .filter((key) => places.has(key))
                .map((key) => places.get(key).y);
            return rows.length ? rows.reduce((sum, y) => sum + y, 0) / rows.length : Infinity;
        };
        const ordered = inColumn.map((node) => [wish(node), node]).sort(([a], [b]) => (a === b ? 0 : a - b));
        ordered.forEach(([, node], row) => {
            places.set(node.key, { x: columnIndex * COLUMN_WIDTH, y: row * ROW_HEIGHT, row, column: columnIndex });
        });
    });
    return places;
}

/** Keys of everything before and after one node. */
export function connected(key, edges) {
    const reach = (from, to) => {
        const seen = new Set([key]);
        const waiting = [key];
        while (waiting.length) {
            const current = waiting.pop();
            for (const edge of edges) {
                if (edge[from] === current && !seen.has(edge[to])) {
                    seen.add(edge[to]);
                    waiting.push(edge[to]);
                }
            }
        }
        return seen;
    };
    return new Set([...reach(0, 1), ...reach(1, 0)]);
}
