"""What comes in from other systems and what goes out to them: lists and workbooks today."""
