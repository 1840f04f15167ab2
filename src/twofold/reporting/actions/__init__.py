"""How reports leave the house. Other modules import from here."""

from twofold.reporting.actions.submit import NewReport, submit_reports
from twofold.reporting.actions.workbooks import bring_workbook, write_mapping

__all__ = ["NewReport", "bring_workbook", "submit_reports", "write_mapping"]
