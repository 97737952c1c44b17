import { describe, expect, test } from "@odoo/hoot";
import { connected, placeNodes } from "@crm_facilitation/trace_map/trace_layout";

describe.current.tags("headless");

const edges = [
    ["need-1", "task-1"],
    ["need-2", "task-2"],
    ["task-1", "feature-1"],
];
const node = (key) => ({ key, column: key.split("-")[0] });
const nodes = ["need-1", "need-2", "task-2", "task-1", "feature-1"].map(node);

test("a node lights what is before and after it, and nothing beside it", () => {
    expect([...connected("task-1", edges)].sort()).toEqual(["feature-1", "need-1", "task-1"]);
});

test("nodes go beside what they are linked to; an empty column takes no room", () => {
    const places = placeNodes(["goal", "need", "task", "feature"], nodes, edges);
    expect(places.get("need-1").column).toBe(0);
    expect(places.get("task-1").row).toBe(0);
    expect(places.get("task-2").row).toBe(1);
});

test("nodes without links keep their order at the end", () => {
    const places = placeNodes(["need", "task"], [...nodes, node("task-9")], edges);
    expect(places.get("task-9").row).toBe(2);
});
