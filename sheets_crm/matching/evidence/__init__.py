"""One file per kind of value: how much agreement or disagreement says, in bits, and in words."""
