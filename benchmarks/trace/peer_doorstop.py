"""Doorstop: read the documents, then the traceability matrix; prints seconds and the number of links found."""

import json
import sys
import time

import doorstop

start = time.perf_counter()
tree = doorstop.build(cwd=sys.argv[1], root=sys.argv[1])
tree.load()
for document in tree:
    list(document)
read = time.perf_counter()
matrix = tree.get_traceability()
end = time.perf_counter()
count = sum(len(item.links) for document in tree for item in document)
print(json.dumps({"whole": end - start, "links": end - read, "count": count, "rows": len(matrix)}))
