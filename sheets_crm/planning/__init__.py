"""From rules to a Plan: rules in order, the guard over what must not be touched, one change a cell. Pure."""
