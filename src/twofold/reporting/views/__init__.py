"""Pages of reports: months and how they stand, the programme's own workbook, what donors read."""
