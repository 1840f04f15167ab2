"""URLs of reports. Neither period nor place stands in an address path: it is asked for behind the question mark."""

from django.urls import path

from twofold.reporting.views import months, published, workbooks

urlpatterns = [
    path("months/", months.months, name="months"),
    path("months/one/", months.month, name="month"),
    path("months/submit/", months.submit, name="month_submit"),
    path("months/file/", months.month_file, name="month_file"),
    path("published/", published.published, name="published"),
    path("workbook/", workbooks.workbook, name="workbook"),
    path("workbook/file/", workbooks.workbook_file, name="workbook_file"),
    path("workbook/example/", workbooks.workbook_example, name="workbook_example"),
    path("workbook/mapping/", workbooks.workbook_mapping, name="workbook_mapping"),
    path("workbook/mapping/file/", workbooks.workbook_mapping_file, name="workbook_mapping_file"),
    path("workbook/cell/", workbooks.workbook_cell, name="workbook_cell"),
]
