"""One file per kind of value: from a cell's text to what is compared."""
