"""Who writes to SQLite next, among the threads of one server."""

import threading

import sqlalchemy as sa

from fieldapp.models import writing


def test_threads_of_one_server_take_turns_without_napping(app):
    """SQLite's own waiting looks again after ever longer naps: whoever is next is not to ask it before it is free."""
    begun, in_it, may_end = [], threading.Event(), threading.Event()
    engine = app.extensions["fieldapp_writer"]
    sa.event.listen(engine, "begin", lambda _: begun.append(threading.current_thread().name))

    def write(hold):
        with app.app_context(), writing():
            in_it.set()
            assert not hold or may_end.wait(30)

    first = threading.Thread(target=write, args=[True], name="first")
    second = threading.Thread(target=write, args=[False], name="second")
    first.start()
    assert in_it.wait(30)
    second.start()
    second.join(0.2)
    assert begun == ["first"]
    may_end.set()
    first.join()
    second.join()
    assert begun == ["first", "second"]
