"""How long from Run All to a lab that answers, in a real browser."""

import pytest
from lab_page import CLEAR, RUN_ALL, Shown

pytestmark = pytest.mark.browser

RESTART = """async () => {
    const session = jupyterapp.shell.currentWidget.sessionContext;
    await session.restartKernel();
    await session.session.kernel.info;
}"""


@pytest.mark.benchmark(group="Run All to a usable lab, notebook 00")
def test_run_all_to_a_lab_that_answers(benchmark, live_lab):
    page = live_lab

    def restart():
        page.evaluate(CLEAR)
        page.evaluate(RESTART)

    def run():
        page.evaluate(f"() => {{ ({RUN_ALL})(); }}")  # not awaited
        shown = Shown(page, "Units")
        shown.settle()
        before = shown.now()
        shown.handle.press("ArrowRight")
        shown.wait_for_change(before)

    benchmark.pedantic(run, setup=restart, rounds=5)
    assert benchmark.stats.stats.max < 5  # seconds
