"""How a plan is written into a spreadsheet that people edit at the same time; docs/google_protocol.md holds the argument."""
