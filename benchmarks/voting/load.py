"""A load generator in a process of its own: `load.py JOBS CONNECTIONS PORT` reads jobs and writes what came of them.

A job is one person's list of requests, sent one after another; as many people at once as there are connections. Each
request is `{path, cookie, body}`, with the further `headers` of its page. Out comes `{seconds, waits: [seconds], failed:
[text]}` as JSON. Nothing is repeated: a request that is refused, dropped or answered with an error has failed.
"""

import http.client
import json
import queue
import sys
import threading
import time
from pathlib import Path


def send(port, request):
    """``(seconds, what went wrong or None)`` of one request over a connection of its own."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Content-Type": "application/json", "Cookie": request["cookie"], **request.get("headers", {})}
        connection.request("POST", request["path"], json.dumps(request["body"]), headers)
        answer = connection.getresponse()
        body = answer.read()
        wrong = complaint(answer.status, body)
    except (OSError, http.client.HTTPException) as error:
        wrong = repr(error)
    finally:
        connection.close()
    return time.perf_counter() - begin, wrong


def complaint(status, body):
    if status != 200:
        return f"HTTP {status}"
    answer = json.loads(body)
    if "error" in answer:
        return answer["error"].get("data", {}).get("message") or answer["error"]["message"]
    result = answer["result"]
    # survey answers [correct answers, next page], or an error in place of the page
    if isinstance(result, list) and len(result) == 2 and "error" in result[1]:
        return f"survey: {result[1]}"
    return None if result or result == [] else "empty answer"


def work(jobs, port, waits, failed):
    while True:
        try:
            requests = jobs.get_nowait()
        except queue.Empty:
            return
        for request in requests:
            seconds, wrong = send(port, request)
            waits.append(seconds)
            if wrong:
                failed.append(wrong)


def main(path, connections, port):
    jobs = queue.SimpleQueue()
    for requests in json.loads(Path(path).read_text()):
        jobs.put(requests)
    waits, failed = [], []
    threads = [threading.Thread(target=work, args=(jobs, port, waits, failed)) for _number in range(connections)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump({"seconds": time.perf_counter() - begin, "waits": waits, "failed": failed}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
