"""Names of airlines, airports and parts of the United States."""

from __future__ import annotations

AIRLINES = {
    "AA": "American",
    "AS": "Alaska Airlines",
    "B6": "JetBlue",
    "DL": "Delta",
    "F9": "Frontier",
    "G4": "Allegiant",
    "MQ": "Envoy",
    "OH": "PSA",
    "OO": "SkyWest",
    "UA": "United",
    "WN": "Southwest",
    "YX": "Republic",
}

# Where the city alone would be ambiguous or unfamiliar.
AIRPORT_NAMES = {
    "DAL": "Dallas Love",
    "DCA": "Washington Reagan",
    "DFW": "Dallas-Fort Worth",
    "EWR": "Newark",
    "HNL": "Honolulu",
    "HOU": "Houston Hobby",
    "IAD": "Washington Dulles",
    "IAH": "Houston Intercontinental",
    "JFK": "New York Kennedy",
    "LGA": "New York LaGuardia",
    "LIH": "Lihue",
    "MDW": "Chicago Midway",
    "ORD": "Chicago O'Hare",
    "PBI": "West Palm Beach",
    "SFO": "San Francisco",
}

# Washington's two airports stand in Virginia.
STATE_OF_AIRPORT = {"DCA": "Virginia", "IAD": "Virginia"}

# The nine divisions of the US Census Bureau, and what lies outside them.
_STATES_OF_DIVISION = {
    "New England": "Connecticut,Maine,Massachusetts,New Hampshire,Rhode Island,Vermont",
    "Mid-Atlantic": "New Jersey,New York,Pennsylvania",
    "East North Central": "Illinois,Indiana,Michigan,Ohio,Wisconsin",
    "West North Central": ("Iowa,Kansas,Minnesota,Missouri,Nebraska,North Dakota,South Dakota"),
    "South Atlantic": (
        "Delaware,Florida,Georgia,Maryland,North Carolina,South Carolina,Virginia,West Virginia"
    ),
    "East South Central": "Alabama,Kentucky,Mississippi,Tennessee",
    "West South Central": "Arkansas,Louisiana,Oklahoma,Texas",
    "Mountain": "Arizona,Colorado,Idaho,Montana,Nevada,New Mexico,Utah,Wyoming",
    "Pacific coast": "California,Oregon,Washington",
    "Alaska": "Alaska",
    "Hawaii": "Hawaii",
    "Island territories": "Puerto Rico,Virgin Islands,Guam,Northern Mariana Islands",
}
DIVISION_OF_STATE = {
    state: division
    for division, states in _STATES_OF_DIVISION.items()
    for state in states.split(",")
}

# The four regions of the US Census Bureau; other divisions are a region of their own.
REGION_OF_DIVISION = {
    "New England": "Northeast",
    "Mid-Atlantic": "Northeast",
    "East North Central": "Midwest",
    "West North Central": "Midwest",
    "South Atlantic": "South",
    "East South Central": "South",
    "West South Central": "South",
    "Mountain": "West",
    "Pacific coast": "West",
}

# A finer cut for coloring maps; Florida is one more.
AREA_OF_DIVISION = {
    "New England": "Northeast",
    "Mid-Atlantic": "Northeast",
    "East North Central": "Midwest",
    "West North Central": "Midwest",
    "South Atlantic": "Southeast",
    "East South Central": "Southeast",
    "West South Central": "Texas & neighbours",
    "Mountain": "Mountain West",
}
