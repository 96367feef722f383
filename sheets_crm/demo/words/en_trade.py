"""What the English company of the demo sells, to whom it listens, and who works there: a cleaning company."""

from __future__ import annotations

from typing import Final

COMPANY: Final = "Good Clean Work"

SERVICES: Final = (
    ("Regular clean", "a regular clean", 6500, 2, 9, "Up to two bedrooms, three hours"),
    ("Deep clean", "a deep clean", 18500, 3, 8, "Kitchen and bathroom included, two cleaners"),
    ("After builders clean", "an after builders clean", 26000, 3, 4, "Take the big vacuum from the store"),
    ("Window cleaning", "window cleaning", 7800, 4, 5, "Ground and first floor"),
    ("Upholstery cleaning", "upholstery cleaning", 9500, 1, 5, "A sofa dries for a day, say so beforehand"),
    ("Carpet cleaning", "carpet cleaning", 7200, 3, 3, "We collect and bring back"),
    ("One-off office clean", "a one-off office clean", 14000, 6, 0, "Up to 150 m2"),
    ("Office contract", "an office contract", 72000, 7, 0, "Five times a week, invoice on the 1st"),
    ("Shop front cleaning", "shop front cleaning", 9000, 5, 0, "Monthly: 15 % off"),
    ("End of tenancy clean", "an end of tenancy clean", 22000, 1, 4, "With the agent's checklist"),
)
SERVICE_TOO_MANY: Final = ("Chandelier cleaning", 4500, "Asked for three times, let us try")

CHANNELS: Final = (
    ("Word of mouth", "Ask who it was, so that we can say thank you", 22),
    ("Website", "Form and call-back", 16),
    ("Google Maps", "Answer every review", 14),
    ("Facebook", "Page and messages", 8),
    ("Instagram", "Before and after, on Wednesdays", 8),
    ("Google Ads", "GBP 400 a month", 8),
    ("Yell", "", 5),
    ("Leaflets", "New estates only", 4),
    ("Trade fair", "Homes and Gardens, spring", 2),
    ("Cold call", "Offices near the depot", 4),
    ("Letting agents", "They get 5 %", 7),
)
STAFF: Final = (
    ("Director", True, True, 2),
    ("Senior account manager", True, True, 7),
    ("Account manager", False, True, 6),
    ("Account manager", True, True, 6),
    ("Account manager", False, False, 0),
    ("Team leader", False, True, 0),
    ("Bookkeeper", True, True, 0),
)
STAFF_DOMAIN: Final = "goodcleanwork.co.uk"
OLD_SERVICES: Final = ("Pool cleaning", "Rubbish removal", "Curtain washing", "Gutter clearing", "Snow clearing")
EXTENSION: Final = "ext."
SAID_PHONE: Final = ("to be asked", "none", "see comment")
SAID_AMOUNT: Final = ("as agreed", "to be asked", "two hundred", "as usual", "free?")
SAID_DATE: Final = ("in spring", "after the holidays", "in summer", "next week", "to be asked")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHORT_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SYNONYMS: Final = {"phone": ("call",), "e-mail": ("email",)}
