"""What the people of an English cleaning company write about their clients."""

from __future__ import annotations

from typing import Final

ABOUT_PEOPLE: Final = (
    "The cat is afraid of the vacuum, we shut him in the kitchen",
    "Key is with Mrs Holt at number 4, tell her the day before",
    "Allergic to bleach, our eco products only",
    "Please not before ten, the baby sleeps",
    "Loved the last visit, gave the girls a cake",
    "Pays in cash, always wants a receipt",
    "Two dogs, both friendly. Leave the bowls where they are",
    "The doorbell is broken, ring the mobile",
    "Do not touch the piano, the tuner looks after it",
    "Away from May to September",
    "Asks for Sarah every time",
    "Fourth floor, no lift: take the light vacuum",
    "Grandma is 84, speak up and take your time",
    "Remind them of the windows in spring",
    "Please do not water the orchids",
    "On holiday, back next month",
    "In a hurry, asked us to ring in the evening",
    "Sent us the neighbours, 10 % off next time",
    "Old oak floor: very little water",
    "Visitors' parking needs the number plate the day before",
    "Works from home, the study after five",
    "Lets us in and walks the dog meanwhile",
    "Asked about a yearly price",
    "White sofa: try the product on the back first",
    "No air freshener, please",
)
ABOUT_COMPANIES: Final = (
    "We clean after closing, from 8 pm, security has a list",
    "Yearly contract, renew in December",
    "Invoice before the 5th or it is paid a month later",
    "Only the director signs",
    "Stay out of the server room",
    "The caretaker is a dear but hard of hearing: better write",
    "They want the same people every time, passes have names",
    "Moving in spring, offer an after builders clean",
    "They haggle to the last and pay on the day",
    "A second room has opened, measure again",
    "Tender in November, prepare an offer",
    "Would like the windows twice a year",
    "Hypoallergenic products only, certificates in the folder",
    "Unhappy with the shop front in March, we did it again for free, all well now",
    "New office manager, introduce ourselves",
    "With us since the first year, 7 % off",
    "They like the rota a month ahead",
    "They do the director's office themselves, we do the hall and the kitchen",
    "Keys and alarm code with the team leader",
    "Quiet in summer, every day from September",
)
ABOUT_ORDERS: Final = (
    "Balcony added",
    "Discount for a review",
    "Moved from Saturday",
    "Paid by card",
    "Receipt needed",
    "Two cleaners",
    "Fridge as well",
    "Key returned and signed for",
    "Very happy",
    "The stain on the carpet stayed, we had warned them",
    "Same team, please",
    "10 % off, sent by a friend",
)
TOUCHES: Final = {
    "order": (
        "Agreed on {service}, {day} {part}",
        "They rang us and want {service} {day}",
        "Said yes to {service}, price confirmed",
        "Same again: {service}, {day}",
        "Booked {service}, {day} suits them",
        "Took {service}, 5 % off for a review",
        "Urgent: {service} {day}. We can make it",
        "Ordered on the website, we rang within five minutes",
        "Booked {service}, {day} {part}. Key with the porter",
        "Yes, with a receipt and the same team",
    ),
    "interest": (
        "Asked about {service}, send prices by e-mail",
        "Please send an offer for {service} and the terms",
        "Liked the photos, waits for a price",
        "A good talk. Thinking about {service}",
        "Asked us to come and measure, {day} {part}",
        "Saw our review on the map and asked for a price",
        "Wants the same people every time. Promised",
        "Asked for photos of earlier jobs, sent three",
        "Would like {service}, the price is a worry. Offered to start small",
        "Asked whether the products are safe for children and pets",
        "Sent the price, ring again {day}",
        "Comparing us with another company, will let us know",
    ),
    "deferred": (
        "Building work at the moment, come back nearer the time",
        "Would like {service}, not now though",
        "Away, will decide after coming back",
        "Yes, but after the move",
    ),
    "no_answer": (
        "No answer, will try {part}",
        "Engaged twice",
        "Voicemail, left a message",
        "Rang out. Again {day}",
    ),
    "no_reaction": (
        "Read the offer, no answer for two weeks",
        "Three e-mails without an answer",
        "Promised to ring back and never did",
    ),
    "refused": (
        "Found a cleaner of their own, thank us for everything",
        "Moved to another town",
        "Too dear, parted as friends",
        "Asked us not to ring again, apologised",
        "Chose another company, a warm goodbye",
    ),
}
TOUCHES_PEOPLE: Final = {
    "order": ("Parents are coming to stay: {service} {day}", "A present for a mother: {service} {day}"),
    "interest": ("Interested, the family decides tonight", "The neighbour told them about us. Asked about {service}"),
    "deferred": ("Children are ill, {service} has to wait",),
}
TOUCHES_COMPANIES: Final = {
    "order": ("Invoice for {service} will be paid by Friday", "Guests from head office: {service} {day}"),
    "interest": ("Papers matter to them: send the contract and the certificates", "The director has our price for {service}"),
    "deferred": ("The budget is settled later, ring the day before", "The landlord decides, answer by then"),
}
DAYS: Final = ("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday")
PARTS: Final = ("in the morning", "after lunch", "in the evening", "at ten", "at three", "after work")
TASKS: Final = (
    "Ring, offer {service}",
    "Ring, ask how they liked it",
    "Send an offer for {service}",
    "Message them about {service}",
    "Ring, mention the open invoice",
    "Agree the rota for the month",
    "Send the contract",
    "Ring",
)
GREETING: Final = "Wish a happy birthday"
SILENT: Final = "no orders for a long time"
NO_REACTION: Final = "does not answer our offers"
# parallel to the lines of a refusal
REFUSED: Final = ("has a cleaner of their own", "moved away", "too dear", "asked us not to ring", "went elsewhere")
WHOSE_PHONE: Final = ("husband", "wife", "daughter", "mother", "work", "WhatsApp", "neighbour")
