"""Named partners, in the file of whoever names one. What two people agreed to together comes with the couple's own file."""
