"""One file per kind of value, each with the same verb: `judge` a cell's value. Pure."""
