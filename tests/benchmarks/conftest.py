"""A table of what the benchmarks measured against what the course promises."""

import pytest

ROWS = pytest.StashKey[list]()


def pytest_configure(config):
    config.stash[ROWS] = []


@pytest.fixture
def promise(request):
    """Return a function that notes a figure in the table and fails off its limit."""

    def check(what, figure, at_least=None, at_most=None, digits=0):
        kept, limit = True, "(not promised)"
        if at_least is not None:
            kept, limit = figure >= at_least, f"at least {at_least:,}"
        if at_most is not None:
            kept, limit = figure <= at_most, f"at most {at_most:,}"
        row = f"{what:<64}{figure:>10,.{digits}f}   {limit}"
        request.config.stash[ROWS].append(row if kept else f"{row}   MISSED")
        assert kept, f"{what}: {figure:,.2f}, but promised is {limit}"

    return check


def pytest_terminal_summary(terminalreporter, config):
    if config.stash[ROWS]:
        terminalreporter.section("speed, measured and promised")
        for row in config.stash[ROWS]:
            terminalreporter.write_line(row)
