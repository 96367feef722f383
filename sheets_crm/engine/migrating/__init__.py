"""One book into another, reconciled to the kopeck."""
