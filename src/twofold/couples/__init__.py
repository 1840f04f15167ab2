"""Named partners and the path to each, in the file of whoever names one. What two people agreed to comes with the couple."""
