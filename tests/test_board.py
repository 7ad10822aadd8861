"""The board under every widget: slices of work, turns of threads, errors, the end.

First a board of its own that only counts, then the live lab, whose trainings are long.
"""

import asyncio
import gc
import random
import re
import sys
import threading
import tracemalloc

import ipywidgets
import numpy as np
import pytest
from boards import (
    LONGEST,
    TERMS,
    alt_shown,
    at_once,
    move,
    other_tasks,
    picture_shown,
    until,
)

from course_utils import experiment
from course_utils.widgets import training_lab
from course_utils.widgets.board import Board, Picture, View, Words
from course_utils.words import failed

BUSY = 'aria-busy="true"'


class Counting(Board):
    """A board that shows the value of a slider in a number of views.

    Parameters
    ----------
    n_views : int
        How many for each move.
    """

    def __init__(self, n_views: int = 1) -> None:
        self.slider = ipywidgets.IntSlider(0, max=999)
        self.n_views, self.shown, self.fails_at = n_views, [], None
        self.words = Words(20)
        picture = Picture(10)
        super().__init__([self.slider, picture, self.words], picture, self.words)
        self.follow(self.slider)

    def views(self):
        """Yield the value as often as is asked for."""
        value = self.slider.value
        for k in range(self.n_views):
            if k == self.fails_at:
                raise RuntimeError("out of numbers")
            said = f"{value}.{k}"
            self.shown.append(said)
            busy = k < self.n_views - 1
            yield View(f"<svg>{said}</svg>", said, (said,), busy)


@pytest.fixture
def reports():
    """Return what a running loop is told of errors nobody has caught."""
    return []


def listen(reports: list) -> None:
    """Let the running loop report to a list."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reports.append(context))


# Slices


def test_first_view_comes_at_once_and_others_later():
    async def play():
        board = Counting(4)
        assert (board.shown, board.is_busy) == (["0.0"], True)
        assert BUSY in board.words.value
        await until(lambda: not board.is_busy, seconds=5)
        assert board.shown == ["0.0", "0.1", "0.2", "0.3"]
        assert (board.words.text, board.picture.alt) == ("0.3", "0.3")
        assert BUSY not in board.words.value

    asyncio.run(play())


def test_a_single_view_needs_no_task():
    async def play():
        board = Counting(1)
        assert (board.shown, board.is_busy, other_tasks()) == (["0.0"], False, 0)

    asyncio.run(play())


def test_a_new_move_takes_the_place_of_the_old():
    async def play():
        board = Counting(9)
        board.slider.value = 1
        assert other_tasks() == 1
        await until(lambda: not board.is_busy, seconds=5)
        assert board.shown == ["0.0", *(f"1.{k}" for k in range(9))]

    asyncio.run(play())


def test_without_a_loop_all_is_shown_at_once():
    board = Counting(3)
    assert (board.shown, board.is_busy) == (["0.0", "0.1", "0.2"], False)


def test_others_have_their_turn_where_there_is_nothing_new():
    class Resting(Counting):
        def views(self):
            for view in super().views():
                yield None
                yield view

    async def play():
        board = Resting(2)
        assert (board.shown, board.is_busy) == (["0.0"], True)
        assert board.words.text == ""
        await until(lambda: not board.is_busy, seconds=5)
        assert board.words.text == "0.1"

    asyncio.run(play())


def test_finish_ends_it_at_once():
    async def play():
        board = Counting(50)
        assert board.finish() is board
        assert (board.words.text, board.is_busy) == ("0.49", False)
        await until(lambda: not other_tasks(), seconds=5)
        assert len(board.shown) == 50

    asyncio.run(play())


def test_slider_that_a_view_moves_belongs_to_the_running_move():
    class Pushing(Counting):
        def views(self):
            for view in super().views():
                self.slider.value += 1  # would go on for ever
                yield view

    board = Pushing(2)
    assert board.shown == ["0.0", "0.1"]
    board.slider.value = 7
    assert board.shown == ["0.0", "0.1", "7.0", "7.1"]
    assert board.slider.value == 9


def test_what_is_kept_in_a_notebook_is_picture_and_words():
    bundle = Counting()._repr_mimebundle_()
    assert bundle["text/html"].startswith("<svg>0.0</svg><div")
    assert ">0.0</div>" in bundle["text/html"]


# Errors


def test_first_view_that_fails_tells_the_caller():
    board = Counting(2)
    board.fails_at = 0
    with pytest.raises(RuntimeError, match="out of numbers"):
        board.slider.value = 1
    assert board.words.text == failed(RuntimeError("out of numbers"))
    assert board.has_failed
    for _ in range(2):
        with pytest.raises(RuntimeError, match="out of numbers"):
            board.finish()
    board.fails_at = None
    board.slider.value = 2
    assert board.finish().words.text == "2.1"
    assert not board.has_failed


def test_later_view_that_fails_is_reported_once(reports):
    async def play():
        listen(reports)
        board = Counting(3)
        board.fails_at = 1
        await until(lambda: not other_tasks(), seconds=5)
        assert "out of numbers" in board.words.text
        with pytest.raises(RuntimeError, match="out of numbers"):
            board.finish()
        await until(lambda: reports, seconds=5)
        board.fails_at = None
        board.slider.value = 1
        await until(lambda: not other_tasks(), seconds=5)
        assert board.finish().words.text == "1.2"

    asyncio.run(play())
    assert [str(report["exception"]) for report in reports] == ["out of numbers"]


def test_interrupted_move_is_said_and_the_next_one_works():
    class Interrupted(Counting):
        def views(self):
            yield from super().views()
            if self.slider.value == 1:
                raise KeyboardInterrupt

    board = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        board.slider.value = 1
    assert "KeyboardInterrupt" in board.words.text
    board.slider.value = 2
    assert board.finish().words.text == "2.0"


def test_board_that_could_not_be_made_leaves_no_noise(monkeypatch):
    class BeforeTheBoard(Counting):
        def __init__(self) -> None:
            raise ValueError("before")

    class AfterTheBoard(Counting):
        def follow(self, *_controls) -> None:
            raise ValueError("after")

    noise = []
    monkeypatch.setattr(sys, "unraisablehook", noise.append)
    for kind in (BeforeTheBoard, AfterTheBoard):
        with pytest.raises(ValueError):
            kind()
    gc.collect()
    assert noise == []


# The end


def test_closed_board_stops():
    async def play():
        board = Counting(500)
        board.close()
        await until(lambda: not other_tasks(), seconds=5)
        assert board.shown == ["0.0"]
        board.slider.value = 3  # still on the page of whoever holds it
        assert (board.shown, board.is_busy) == (["0.0"], False)
        board.close()

    asyncio.run(play())


def test_board_outlives_its_loop():
    async def begin():
        return Counting(50)

    async def go_on(board):
        board.slider.value = 1
        await until(lambda: not other_tasks(), seconds=5)

    board = asyncio.run(begin())
    assert board.is_busy
    asyncio.run(go_on(board))
    assert board.words.text == "1.49"
    board.slider.value = 2  # no loop at all
    assert board.words.text == "2.49"


# Threads


class Watched(Counting):
    """A board that notes which thread is painting, and whether it is alone."""

    def __init__(self, n_views: int) -> None:
        self.inside, self.met = [], []
        super().__init__(n_views)

    def show(self, view):
        """Show a view, slowly."""
        self.inside.append(threading.get_ident())
        for _ in range(200):
            self.met += [who for who in self.inside if who != threading.get_ident()]
        super().show(view)
        self.inside.pop()


def test_threads_without_a_loop_take_turns():
    board = Watched(3)

    def push(*values):
        for value in values:
            board.slider.value = value

    at_once(lambda: push(*range(1, 61, 2)), lambda: push(*range(2, 61, 2)))
    assert board.met == []
    assert board.words.text == f"{board.slider.value}.2" == board.picture.alt
    assert len(board.shown) == 3 * (1 + 60)  # no move is lost
    for begin in range(0, len(board.shown), 3):  # nobody came between
        (value,) = {said.split(".")[0] for said in board.shown[begin : begin + 3]}
        expected = [f"{value}.{k}" for k in range(3)]
        assert board.shown[begin : begin + 3] == expected


def test_threads_with_loops_take_turns_and_the_last_move_ends():
    board = Watched(4)

    async def push(*values):
        for value in values:
            board.slider.value = value
            await asyncio.sleep(0.001)
        await until(lambda: not board.is_busy)

    at_once(
        lambda: asyncio.run(push(*range(0, 60, 2))),
        lambda: asyncio.run(push(*range(1, 60, 2))),
    )
    assert board.met == []
    assert board.words.text == f"{board.slider.value}.3" == board.picture.alt


def test_close_waits_for_the_thread_that_paints():
    board, closed = Watched(200), threading.Event()

    def close():
        board.close()
        board.shown.append("closed")
        closed.set()

    def push():
        for value in range(1, 40):
            board.slider.value = value

    at_once(push, close)
    assert closed.wait(LONGEST)
    assert board.met == []
    assert board.shown[-1] == "closed"


# The live lab: long trainings and fast moves, as in a kernel


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
    monkeypatch.setattr(experiment, "FIRST_SLICE", 0.001)
    monkeypatch.setattr(experiment, "SLICE", 0.001)
    monkeypatch.setattr(experiment, "RENEW", 0)


def test_long_training_is_painted_at_once_and_grows(short_slices):
    async def play():
        lab = training_lab(TERMS)
        said = spy_on_words(lab)
        lab.epochs.value = 200
        assert 0 < lab.outcome.done < 200
        assert len(lab.loss) == lab.outcome.done
        assert BUSY in lab.words.value
        lengths = set()
        async with asyncio.timeout(LONGEST):
            while BUSY in lab.words.value:
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
    assert picture_shown(lab) == picture_shown(fresh)
    assert lab.words.text == fresh.words.text


def test_others_have_their_turn_while_it_grows():
    async def play():
        lab = training_lab(TERMS)
        turns = []

        async def other():
            while True:
                turns.append(lab.experiment.growth.done)
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        lab.units.value, lab.epochs.value = 64, 60
        await until(lambda: lab.outcome.done == 60)
        task.cancel()
        assert len(set(turns)) > 2

    asyncio.run(play())


def test_fast_moves_leave_one_task_and_only_the_last_one_ends(short_slices):
    async def play():
        lab = training_lab(TERMS)
        lab.epochs.value = 60
        said = spy_on_words(lab)
        for k in range(24):
            lab.window.value = 1 + k % 7
            lab.units.value = 1 + k % 5
            assert other_tasks() <= 1
            if k % 3 == 0:
                await asyncio.sleep(0)
                assert other_tasks() <= 1
        assert [busy for _, busy in said].count(False) == 0
        await until(lambda: not other_tasks())
        assert [busy for _, busy in said].count(False) == 1
        assert lab.outcome.setting[:2] == (lab.window.value, lab.units.value)
        assert len(lab.loss) == 60
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
        assert lab.finish(LONGEST) is lab
        assert len(lab.loss) == 100
        assert 'aria-busy="false"' in lab.words.value
        await until(lambda: not other_tasks(), seconds=2)

    asyncio.run(play())


def test_closed_lab_stops(short_slices):
    async def play():
        lab = training_lab(TERMS)
        lab.epochs.value = 500
        lab.close()
        done = lab.experiment.growth.done
        await until(lambda: not other_tasks(), seconds=2)
        assert lab.experiment.growth.done == done < 500

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


def test_picture_comes_before_the_words_that_say_it_is_there():
    lab, order = training_lab(TERMS), []
    for name in ("picture", "words"):
        part = getattr(lab, name)
        part.observe(lambda _change, name=name: order.append(name), "value")
    lab.units.value = 5
    assert order[0] == "picture" and order[-1] == "words"


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
        seen = [await move(8) for _round in range(4)]
        tracemalloc.stop()
        return np.diff(seen).min()  # what is kept is kept in every round

    assert asyncio.run(play()) < 20_000


def test_error_on_the_way_is_shown_reported_and_raised(
    short_slices, monkeypatch, reports
):
    async def play():
        listen(reports)
        lab = training_lab(TERMS).finish(LONGEST)

        def fail(*_arguments):
            raise RuntimeError("out of numbers")

        lab.window.value = 4
        with monkeypatch.context() as patch:
            patch.setattr(experiment.Growth, "_validate", fail)  # amid an epoch
            await until(lambda: not other_tasks(), seconds=5)
        assert "out of numbers" in lab.words.text
        with pytest.raises(RuntimeError, match="out of numbers"):
            lab.finish(LONGEST)
        await until(lambda: reports, seconds=5)
        assert str(reports[0]["exception"]) == "out of numbers"
        lab.epochs.value = 50  # and the lab goes on
        await until(lambda: not other_tasks())
        assert lab.finish(LONGEST).loss.shape == (50, 20)
        assert lab.val_loss.shape == (50, 20)

    asyncio.run(play())


def test_first_picture_has_an_epoch_to_show_however_slow_the_machine(monkeypatch):
    monkeypatch.setattr(experiment, "FIRST_SLICE", -1)  # the time is up at once
    monkeypatch.setattr(experiment, "SLICE", -1)

    async def play():
        lab = training_lab(TERMS)
        lab.window.value = 4
        assert lab.outcome.done >= 1
        assert len(lab.finish(LONGEST).loss) == lab.epochs.value

    asyncio.run(play())


# The live lab: JupyterLab hands some moves to a second thread of the kernel


def test_moves_in_two_threads_take_turns(short_slices):
    async def begin(lab):
        said = spy_on_words(lab)
        lab.epochs.value = 60  # a task of this thread's loop goes on with it
        await asyncio.to_thread(asyncio.run, go_on(lab))
        return said

    async def go_on(lab):
        for units in (5, 6, 7, 6, 5) * 4:
            lab.units.value = units
            await asyncio.sleep(0.02)
        await until(lambda: lab.outcome.done == 60)

    lab, fresh = training_lab(TERMS), training_lab(TERMS)
    said = asyncio.run(begin(lab))
    assert not [text for text, _ in said if text.startswith(failed(Exception())[:20])]
    fresh.units.value, fresh.epochs.value = 5, 60
    np.testing.assert_array_equal(lab.loss, fresh.loss)


SETTING = r"(\d+) epochs?; window (\d+), (\d+) units?, (.+?), (relu|tanh), seed (\d+)"
CHOICES = {"raw numbers": "raw", "÷ last value": "divided"}


def shown_after(lab, alt: str) -> tuple[str, ...]:
    """Move a lab to the setting of an alternative text; return what it then shows."""
    epochs, window, units, words, activation, _seed = re.search(SETTING, alt).groups()
    at = {"encoding": CHOICES[words], "activation": activation}
    move(lab, window=int(window), units=int(units), epochs=int(epochs), **at)
    return picture_shown(lab), alt_shown(lab), lab.words.text, lab.notes.text


@pytest.mark.parametrize("with_loops", [False, True])
def test_two_threads_may_move_the_lab_wildly(short_slices, with_loops):
    lab, calm, seen = training_lab(TERMS), training_lab(TERMS), []
    chance = random.Random(0)
    values = {
        "window": range(1, 14),
        "units": range(1, 6),
        "epochs": (10, 20, 30),
        "encoding": ("raw", "divided"),
        "activation": ("relu", "tanh"),
    }
    lab.epochs.value = calm.epochs.value = 10

    def look(_change):  # the notes change last
        said = lab.words.text, lab.notes.text
        seen.append((picture_shown(lab), alt_shown(lab), *said))

    def make(moves):
        for name, value in moves:
            getattr(lab, name).value = value

    async def make_in_a_loop(moves):
        for name, value in moves:
            getattr(lab, name).value = value
            await asyncio.sleep(chance.choice([0, 0, 0.01]))
        await until(lambda: not lab.is_busy)

    moves = []
    for name in chance.choices(list(values), weights=(4, 3, 3, 1, 1), k=30):
        moves.append((name, chance.choice(values[name])))
    lab.notes.observe(look, "value")
    if with_loops:
        at_once(
            lambda: asyncio.run(make_in_a_loop(moves[::2])),
            lambda: asyncio.run(make_in_a_loop(moves[1::2])),
        )
    else:
        at_once(lambda: make(moves[::2]), lambda: make(moves[1::2]))
    look(None)

    assert len(set(seen)) > 20
    for shown in set(seen):
        _picture, alt, words, notes = shown
        if words.startswith("Epoch "):  # on the way
            done = re.match(r"Epoch (\d+) of ", words)[1]
            epochs, window, units, *_ = re.search(SETTING, alt).groups()
            assert epochs == done
            assert re.match(
                rf"Window {window}, {units} units?, {epochs} epochs?", notes
            )
            median = re.search(r"the median is ([\d.,]+ %)", words)
            assert median is None or f"median {median[1]}." in alt
        elif "without networks" not in alt:
            assert shown == shown_after(calm, alt)
    assert not lab.is_busy
    move(calm, **{name: getattr(lab, name).value for name in values})
    expected = picture_shown(calm), alt_shown(calm), calm.words.text, calm.notes.text
    assert seen[-1] == expected
    assert lab.picture.alt == calm.picture.alt
    if calm.loss is not None:
        np.testing.assert_array_equal(lab.loss, calm.loss)
