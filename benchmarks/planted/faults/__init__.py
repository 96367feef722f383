"""All faults that are planted, by the requirement that names them."""

from __future__ import annotations

from planted.faults import absurd, dollars, errors, hidden, mixed, pictures, rounding
from planted.faults.fault import Fault

MODULES = {"G1": dollars, "G2": errors, "G3": mixed, "G4": hidden, "G6": pictures, "G7": rounding, "G8": absurd}
FAULTS = tuple(
    Fault(row, name, plant)
    for row, module in MODULES.items()
    for name, plant in vars(module).items()
    if callable(plant) and getattr(plant, "__module__", "") == module.__name__ and not name.startswith("_")
)
