"""A pause is seen, with what filled it."""

from benchmarks.stall_watch import StallWatch


def keep_the_thread(watch: StallWatch) -> None:
    while not watch._looks:
        pass


def test_pause_is_reported_with_the_function_that_filled_it() -> None:
    watch = StallWatch()
    watch.beat()
    quiet = watch.report()

    keep_the_thread(watch)
    watch.beat()
    watch.stop()

    assert "keep_the_thread" not in quiet
    assert "tests/benchmarks/test_stall_watch.py" in watch.report()
    assert "keep_the_thread" in watch.report()
    assert watch.longest_ms > 0
    assert watch.longest_cpu_ms > 0
