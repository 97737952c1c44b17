"""StrictDoc: read the documents, then build the traceability index; prints seconds and the number of links found."""

import contextlib
import json
import sys
import time

from strictdoc.core import traceability_index_builder as builder
from strictdoc.core.project_config import ProjectConfig
from strictdoc.helpers.parallelizer import NullParallelizer

config = ProjectConfig.default_config()
config.input_paths = [sys.argv[1]]
config.output_dir = sys.argv[1] + "/output"
config.validate_and_finalize()
link_documents = builder.TraceabilityIndexBuilder.create_from_document_tree
seconds = []


def timed(*arguments, **options):
    begin = time.perf_counter()
    index = link_documents(*arguments, **options)
    seconds.append(time.perf_counter() - begin)
    return index


builder.TraceabilityIndexBuilder.create_from_document_tree = timed
with contextlib.redirect_stdout(sys.stderr):
    start = time.perf_counter()
    index = builder.TraceabilityIndexBuilder.create(project_config=config, parallelizer=NullParallelizer())
    end = time.perf_counter()
nodes = [node for document in index.document_tree.document_list for node in document.section_contents]
count = sum(len(index.get_parent_requirements(node)) for node in nodes)
print(json.dumps({"whole": end - start, "links": sum(seconds), "count": count}))
