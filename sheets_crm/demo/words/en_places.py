"""English companies and towns with their true area codes, streets, mobile codes and mail houses."""

from __future__ import annotations

from typing import Final

from sheets_crm.demo.words.listed import listed

TOWNS: Final = (
    ("Bristol", "117", 52),
    ("Bath", "", 12),
    ("Keynsham", "", 5),
    ("Portishead", "", 4),
    ("Clevedon", "", 4),
    ("Thornbury", "", 4),
    ("London", "20", 6),
    ("Leeds", "113", 2),
    ("Manchester", "161", 2),
    ("Birmingham", "121", 2),
    ("Sheffield", "114", 1),
)

MOBILE: Final = listed(
    """
7400 7401 7455 7506 7530 7595 7711 7725 7766 7812 7833 7850 7890 7932 7960 7985
"""
)

STREETS: Final = listed(
    """
High Street|Church Road|Station Road|Park Street|Victoria Road|Queens Road|Mill Lane|Manor Road|The Green|Grove Road
Albert Street|Orchard Close|Kings Avenue|School Lane|Whiteladies Road|Gloucester Road|North Street|West Street|Cotham Hill
Chandos Road|Coronation Road|Redland Grove|Welsh Back|Harbour Way|Bath Road|Wells Road|Cheltenham Road|Elm Grove|Meadow Way
Windmill Hill|Apsley Road|Clifton Park|Jacobs Wells Road|St Michaels Hill|Hotwell Road|Canons Way|Blackboy Hill|Alma Road
Princess Street|Garden Walk
"""
)

MAIL: Final = (
    "gmail.com",
    "gmail.com",
    "gmail.com",
    "outlook.com",
    "hotmail.co.uk",
    "btinternet.com",
    "icloud.com",
    "yahoo.co.uk",
    "sky.com",
)
HOURS: Final = (
    "Mon-Fri 9:00-18:00",
    "Mon-Fri 9:00-17:30",
    "Mon-Fri 10:00-19:00",
    "Mon-Sat 9:00-20:00",
    "Tue-Sat 11:00-20:00",
    "Mon-Fri 8:00-17:00",
)

STEMS: Final = listed(
    """
Acorn|Albion|Alder|Anchor|Apex|Arbour|Argent|Ashgrove|Aspen|Atlas|Avon|Avonside|Badger|Balloon|Beacon|Bellwether|Birchwood
Blue Door|Bluebell|Bramble|Bridgeway|Brightside|Brunel|Cabot|Cairn|Calico|Camomile|Canvas|Capstone|Cardinal|Cedar|Chestnut
Clarion|Clifton|Clover|Cobalt|Compass|Copper Kettle|Corner Bakery|Cornerstone|Cotham|Crescent|Crown|Daybreak|Dovetail|Drumlin
Eastgate|Elmfield|Ember|Evergreen|Falcon|Fernhill|Finch|Firefly|Foxglove|Gables|Garnet|Goldcrest|Granary|Greenbank|Harbour
Harbourside|Hare and Hound|Hawthorn|Hazel|Heron|Highfield|Honeycomb|Horizon|Inkwell|Ironbridge|Ivy|Juniper|Keystone|Kingfisher
Kite|Lantern|Larch|Lark|Lavender|Ledger|Lighthouse|Lime Tree|Linden|Little Owl|Loom|Magpie|Maple|Marigold|Marlin|Meadow
Meridian|Merlin|Milestone|Millstone|Mulberry|Nightingale|Northstar|Nutmeg|Oakwood|Old Post House|Olive|Orchard|Osprey|Otter
Paperboat|Partridge|Pebble|Pennant|Peregrine|Pilot|Pinnacle|Plum|Primrose|Quarry|Quayside|Quill|Redwood|Ridgeway|Riverside
Robin|Rosemary|Rowan|Saffron|Sandpiper|Saxon|Severn|Silverbirch|Skylark|Slate|Snowdrop|Spindle|Springfield|Stillwater|Summit
Swallow|Sycamore|Tangerine|Teasel|Temple|Thistle|Thyme|Timber|Torchlight|Trinity|Turnstone|Valley|Velvet|Verity|Viewpoint
Walnut|Waterfront|Wayfarer|Westgate|Wheatsheaf|Whitestone|Wildflower|Willow|Windmill|Wren|Yew Tree
"""
)
TAILS: Final = listed(
    """
Dental Design Travel Logistics Kitchens Interiors Law Accounting Motors Print Media Homes Bakery Coffee Fitness Architects
Consulting Textiles Gardens Bikes Nursery Physio Studio Lettings Records Optics Engineering Foods Florists Books Pharmacy
Stores Systems Events Partners Group Trading Care Vets Joinery
"""
)
FORMS: Final = ("Ltd", "Ltd", "Ltd", "Ltd", "Ltd", "LLP", "PLC")
POSTS: Final = (
    "director",
    "managing director",
    "office manager",
    "practice manager",
    "accountant",
    "facilities manager",
    "owner",
    "receptionist",
)
HOUSES: Final = (
    "{} Dental Practice",
    "Cafe {}",
    "{} Hair Studio",
    "{} Gym",
    "{} Day Nursery",
    "The {} Inn",
    "{} Veterinary Surgery",
)
