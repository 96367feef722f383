"""What stood in the tables after the last run, and what people changed between the runs."""
