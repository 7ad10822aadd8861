"""The live lab under an event loop, as in a kernel: long trainings and fast moves."""

import asyncio
import gc
import tracemalloc

import numpy as np
import pytest

from course_utils.series import fibonacci
from course_utils.widgets import growth, lab_engine, texts, training_lab
from course_utils.widgets.slices import SlicedWork

TERMS = fibonacci(30)


def other_tasks() -> int:
    """Count the tasks of the loop besides the test itself."""
    return len(asyncio.all_tasks()) - 1


async def until(condition, seconds: float = 60) -> None:
    """Let the loop run until something is the case."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def spy_on_words(lab) -> list[tuple[str, bool]]:
    """Note every sentence of a lab, and whether it is said on the way."""
    said, say = [], lab.words.say

    def spy(text: str, busy: bool = False) -> None:
        said.append((text, busy))
        say(text, busy)

    lab.words.say = spy
    return said


@pytest.fixture
def short_slices(monkeypatch):
    """Paint after every slice, and let slices be so short that many are needed."""
    monkeypatch.setattr(lab_engine, "FIRST_SLICE", 0.001)
    monkeypatch.setattr(lab_engine, "SLICE", 0.001)
    monkeypatch.setattr(lab_engine, "REPAINT", 0)


def test_long_training_is_painted_at_once_and_grows(short_slices):
    async def play():
        lab = training_lab(TERMS)
        said = spy_on_words(lab)
        lab.epochs.value = 200
        assert 0 < lab.engine.done < 200
        assert len(lab.loss) == lab.engine.done
        assert 'aria-busy="true"' in lab.words.value
        lengths = set()
        while 'aria-busy="true"' in lab.words.value:
            lengths.add(len(lab.loss))
            await asyncio.sleep(0)
        assert len(lengths) > 5
        assert len(lab.loss) == 200
        assert said[0][0].startswith("Epoch ")
        assert [busy for _, busy in said].count(False) == 1
        await until(lambda: not other_tasks())
        return lab

    lab, fresh = asyncio.run(play()), training_lab(TERMS)
    fresh.epochs.value = 200
    np.testing.assert_array_equal(lab.loss, fresh.loss)
    np.testing.assert_array_equal(lab.predictions, fresh.predictions)
    assert lab.picture.value == fresh.picture.value
    assert lab.words.text == fresh.words.text


def test_others_have_their_turn_while_it_grows():
    async def play():
        lab = training_lab(TERMS)
        turns = []

        async def other():
            while True:
                turns.append(lab.engine.growth.done)
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        lab.units.value, lab.epochs.value = 64, 60
        await until(lambda: lab.engine.done == 60)
        task.cancel()
        assert len(set(turns)) > 2

    asyncio.run(play())


def test_fast_moves_leave_one_task_and_only_the_last_one_ends(short_slices):
    async def play():
        lab = training_lab(TERMS)
        lab.epochs.value = 150
        said = spy_on_words(lab)
        for k in range(60):
            lab.window.value = 1 + k % 7
            lab.units.value = 1 + k % 5
            assert other_tasks() <= 1
            if k % 3 == 0:
                await asyncio.sleep(0)
                assert other_tasks() <= 1
        assert [busy for _, busy in said].count(False) == 0
        await until(lambda: not other_tasks())
        assert [busy for _, busy in said].count(False) == 1
        assert lab.engine.setting[:2] == (lab.window.value, lab.units.value)
        assert len(lab.loss) == 150
        return lab

    lab = asyncio.run(play())
    fresh = training_lab(TERMS)
    for name in ("window", "units", "epochs"):
        getattr(fresh, name).value = getattr(lab, name).value
    np.testing.assert_array_equal(lab.loss, fresh.loss)


def test_finish_ends_the_training_at_once(short_slices):
    async def play():
        lab = training_lab(TERMS)
        lab.window.value = 4
        assert len(lab.loss) < 100
        assert lab.finish() is lab
        assert len(lab.loss) == 100
        assert 'aria-busy="false"' in lab.words.value
        await until(lambda: not other_tasks(), seconds=2)

    asyncio.run(play())


def test_closed_lab_stops(short_slices):
    async def play():
        lab = training_lab(TERMS)
        lab.epochs.value = 500
        lab.close()
        done = lab.engine.done
        await until(lambda: not other_tasks(), seconds=2)
        assert lab.engine.done == done < 500

    asyncio.run(play())


def test_a_lab_outlives_its_loop(short_slices):
    async def begin():
        lab = training_lab(TERMS)
        lab.window.value = 4
        return lab

    async def go_on(lab):
        lab.window.value = 5
        await until(lambda: not other_tasks())

    lab = asyncio.run(begin())
    asyncio.run(go_on(lab))
    assert lab.loss.shape == (100, 20)
    lab.window.value = 6  # no loop at all
    assert lab.loss.shape == (100, 20)


def test_many_moves_keep_no_memory(short_slices):
    async def play():
        lab = training_lab(TERMS)
        lab.epochs.value = 20

        async def move(times: int) -> int:
            for k in range(times):
                lab.window.value = 2 + k % 3
                lab.units.value = 3 + k % 2
                if k % 4 == 0:
                    await asyncio.sleep(0)
            await until(lambda: not other_tasks())
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        await move(12)
        tracemalloc.start()
        before = await move(40)
        after = await move(40)
        tracemalloc.stop()
        return after - before

    assert asyncio.run(play()) < 100_000


def test_error_on_the_way_is_shown_reported_and_raised(short_slices, monkeypatch):
    async def play():
        reports = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: reports.append(context))
        lab = training_lab(TERMS).finish()

        def fail(*_arguments):
            raise RuntimeError("out of numbers")

        lab.window.value = 4
        with monkeypatch.context() as patch:
            patch.setattr(growth.Growth, "grow", fail)
            await until(lambda: not other_tasks(), seconds=5)
        assert "out of numbers" in lab.words.text
        with pytest.raises(RuntimeError, match="out of numbers"):
            lab.finish()
        await until(lambda: reports, seconds=5)
        assert str(reports[0]["exception"]) == "out of numbers"
        lab.epochs.value = 50  # and the lab goes on
        await until(lambda: not other_tasks())
        assert lab.finish().loss.shape == (50, 20)

    asyncio.run(play())


# The machinery alone


def slices(done: list, count: int, name: str = ""):
    """Do some work in slices: `count` times nothing but a note."""
    for k in range(count):
        done.append(f"{name}{k}")
        if k < count - 1:
            yield


def test_first_slice_comes_at_once_and_others_later():
    async def play():
        done, work = [], SlicedWork(print)
        work.start(slices(done, 4))
        assert (done, work.is_busy) == (["0"], True)
        await until(lambda: not work.is_busy, seconds=5)
        assert done == ["0", "1", "2", "3"]

    asyncio.run(play())


def test_work_of_one_slice_needs_no_task():
    async def play():
        done, work = [], SlicedWork(print)
        work.start(slices(done, 1))
        assert (done, work.is_busy, other_tasks()) == (["0"], False, 0)

    asyncio.run(play())


def test_new_work_takes_the_place_of_the_old():
    async def play():
        done, work = [], SlicedWork(print)
        work.start(slices(done, 9, "a"))
        work.start(slices(done, 3, "b"))
        await until(lambda: not work.is_busy, seconds=5)
        assert done == ["a0", "b0", "b1", "b2"]

    asyncio.run(play())


def test_without_a_loop_all_is_done_at_once():
    done, work = [], SlicedWork(print)
    work.start(slices(done, 3))
    assert (done, work.is_busy) == (["0", "1", "2"], False)


def test_first_slice_that_fails_tells_the_caller():
    def fail():
        raise ValueError("no")
        yield

    told = []
    work = SlicedWork(told.append)
    with pytest.raises(ValueError, match="no"):
        work.start(fail())
    assert [str(error) for error in told] == ["no"]
    with pytest.raises(ValueError, match="no"):
        work.finish()
    work.start(slices([], 2))
    work.finish()


def test_first_picture_has_an_epoch_to_show_however_slow_the_machine(monkeypatch):
    monkeypatch.setattr(lab_engine, "FIRST_SLICE", -1)  # the time is up at once
    monkeypatch.setattr(lab_engine, "SLICE", -1)

    async def play():
        lab = training_lab(TERMS)
        lab.window.value = 4
        assert lab.engine.done >= 1
        assert len(lab.finish().loss) == lab.epochs.value

    asyncio.run(play())


# JupyterLab hands some moves to a second thread of the kernel


def test_moves_in_two_threads_take_turns(monkeypatch):
    monkeypatch.setattr(lab_engine, "FIRST_SLICE", 0.001)
    monkeypatch.setattr(lab_engine, "SLICE", 0.001)
    monkeypatch.setattr(lab_engine, "REPAINT", 0)

    async def begin(lab):
        said = spy_on_words(lab)
        lab.epochs.value = 150  # a task of this thread's loop goes on with it
        await asyncio.to_thread(asyncio.run, go_on(lab))
        return said

    async def go_on(lab):
        for units in (5, 6, 7, 6, 5) * 4:
            lab.units.value = units
            await asyncio.sleep(0.02)
        async with asyncio.timeout(60):
            while lab.engine.done < 150:
                await asyncio.sleep(0.005)

    lab, fresh = training_lab(TERMS), training_lab(TERMS)
    said = asyncio.run(begin(lab))
    failed = texts.FAILED.format(error="")
    assert not [text for text, _ in said if text.startswith(failed)]
    fresh.units.value, fresh.epochs.value = 5, 150
    np.testing.assert_array_equal(lab.loss, fresh.loss)
