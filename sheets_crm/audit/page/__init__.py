"""What the audit found, as one page for people: a map of each sheet, and the list of findings."""
