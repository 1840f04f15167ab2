"""Reports as files: a spreadsheet, plain text in columns, a page to print, the programme's own workbook."""
