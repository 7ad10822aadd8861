"""Audit a forecast: the checklist of the course as a tool for any series.

``table`` reads a file; ``networks`` → ``forecasts`` → ``findings`` find the numbers;
``report`` says them. In a terminal:
``python -m course_utils.audit my.csv --column value``.
"""

from course_utils.audit.findings import Findings, examine
from course_utils.audit.report import Report, audit
from course_utils.audit.table import Table, read_table

__all__ = ["Findings", "Report", "Table", "audit", "examine", "read_table"]
