"""Runs tests of pytest again and again, on the set-up of their class for as long as it serves."""

import signal

from _pytest.runner import runtestprotocol

# how PostgreSQL's refusal to wait any longer is called
LOCKED = "LockNotAvailable"
# how much longer than the seconds of the processor a test may take by the clock
BUSY = 30


class TookTooLongError(BaseException):
    """A test that does not end under a fault notices it; nothing between here and the runner may swallow it."""


class _Following:
    """Stands for a next test: what it shares with this one stays set up."""

    def __init__(self, shared):
        self.shared = shared

    def listchain(self):
        return self.shared


def run(item) -> bool:
    """Whether a test fails; its class is set up if it is not, and stays so unless that failed."""
    item.session._setupstate.teardown_exact(item)
    # as a plugin that repeats tests does
    item._initrequest()
    if example := getattr(item, "dtest", None):
        # a doctest forgets its names when it has run
        example.globs = dict(item.__dict__.setdefault("names_at_first", dict(example.globs)))
    following = _Following(item.listchain()[:-1])
    reports = runtestprotocol(item, log=False, nextitem=following)
    if any(report.failed and LOCKED in report.longreprtext for report in reports):
        print(f"waited for a row that something else holds: {item.nodeid}", flush=True)
    if reports[0].failed or reports[-1].failed:
        leave(item)
    return any(report.failed for report in reports)


def run_for(item, seconds: float) -> bool:
    """As :func:`run`; a test that takes longer has failed, and leaves nothing set up.

    :param seconds: of the processor: on a busy machine nothing fails that does not fail on an idle one
    """

    def stop(*_args):
        raise TookTooLongError

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, BUSY * seconds)}
    previous = {number: signal.signal(number, stop) for number in timers}
    try:
        for timer, patience in timers.values():
            signal.setitimer(timer, patience)
        return run(item)
    except TookTooLongError:
        _stop(timers)
        leave(item)
        return True
    finally:
        _stop(timers)
        for number, handler in previous.items():
            signal.signal(number, handler)


def _stop(timers):
    for timer, _patience in timers.values():
        signal.setitimer(timer, 0)


def leave(item):
    """Take down all that is set up for a test, but for what the whole run shares (the server, the registry)."""
    try:
        item.session._setupstate.teardown_exact(_Following(item.listchain()[:1]))
    except Exception as error:  # a fault may have left the set-up in pieces
        print(f"could not be taken down: {error!r}", flush=True)
