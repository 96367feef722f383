"""What every run did, cell by cell, and what is remembered from one run to the next."""
