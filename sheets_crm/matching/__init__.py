"""Are these two the same client? Normal forms, evidence in bits, and clusters. Pure."""
