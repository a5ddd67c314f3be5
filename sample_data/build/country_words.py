"""The words by which facts are found in the Factbook's sentences, and better names for some."""

from __future__ import annotations

import re

COUNTRY_NAMES = {
    "Burma": "Myanmar",
    "Congo (Brazzaville)": "Congo Republic",
    "DRC": "DR Congo",
    "Falkland Islands (Islas Malvinas)": "Falkland Islands",
    "Gaza, Gaza Strip": "Gaza Strip",
    "Holy See (Vatican City)": "Vatican City",
    "Korea, North": "North Korea",
    "Korea, South": "South Korea",
    "The Bahamas": "Bahamas",
    "The Dominican": "Dominican Republic",
    "The Gambia": "Gambia",
    "Turkey (Turkiye)": "Turkey",
    "Virgin Islands": "US Virgin Islands",
}

# The package's folders; places in other folders (Antarctica, the world) are not read.
REGIONS = {
    "africa": "Africa",
    "australia-oceania": "Oceania",
    "central-america-n-caribbean": "Central America & Caribbean",
    "central-asia": "Central Asia & Russia",
    "east-n-southeast-asia": "East & Southeast Asia",
    "europe": "Europe",
    "middle-east": "Middle East",
    "north-america": "North America",
    "south-america": "South America",
    "south-asia": "South Asia",
}

# Regions not listed are continents.
CONTINENTS = {
    "Central America & Caribbean": "North America",
    "Central Asia & Russia": "Asia",
    "East & Southeast Asia": "Asia",
    "Middle East": "Asia",
    "South Asia": "Asia",
}

LANGUAGES = {
    "Bahasa Indonesia": "Indonesian",
    "Bahasa Malaysia": "Malay",
    "Bahasa Melayu": "Malay",
    "Castilian Spanish": "Spanish",
    "Farsi": "Persian",
    "Filipino": "Tagalog",
    "French Creole": "Creole",
    "Haitian Creole": "Creole",
    "Kiswahili": "Swahili",
    "Mandarin": "Chinese",
    "Mandarin Chinese": "Chinese",
    "Modern Standard Arabic": "Arabic",
    "Persian Farsi": "Persian",
    "Roma": "Romani",
    "Standard Chinese": "Chinese",
}

NOT_A_LANGUAGE = re.compile(
    r"language|dialect|unknown|undeclared|undetermined|no answer|not stated|none|official|"
    r"spoken|widely|indigenous|foreign|native|mother tongue|bilingual|both|European|African|"
    r"Asian|census|no response|immigrant",
    re.IGNORECASE,
)

# Narrow patterns first: the first that matches decides.
RELIGIONS = (
    (r"sunni", "Sunni Muslim"),
    (r"shia|shi'a", "Shia Muslim"),
    (r"muslim|islam", "Muslim"),
    (r"roman catholic|catholic", "Catholic"),
    (r"orthodox", "Orthodox"),
    (r"protestant|evangelical", "Protestant"),
    (r"anglican|episcopal|church of england", "Anglican"),
    (r"methodist", "Methodist"),
    (r"baptist", "Baptist"),
    (r"lutheran", "Lutheran"),
    (r"presbyterian|reformed|calvinist", "Presbyterian / Reformed"),
    (r"adventist", "Adventist"),
    (r"pentecostal", "Pentecostal"),
    (r"assembl", "Assembly of God"),
    (r"jehovah", "Jehovah's Witness"),
    (r"mormon|latter", "Mormon"),
    (r"buddhis", "Buddhist"),
    (r"hindu", "Hindu"),
    (r"sikh", "Sikh"),
    (r"jewish|judai", "Jewish"),
    (r"baha", "Baha'i"),
    (r"rastafari", "Rastafarian"),
    (r"animis|traditional|indigenous|folk|vod", "traditional / folk religion"),
    (r"tao", "Taoist"),
    (r"zionist|kimbangu|african independent|apostolic", "African church"),
    (r"\bnone\b|no religion|athei|agnostic|unaffiliated|irrelig", "no religion"),
)

ANIMAL_PRODUCTS = re.compile(r"milk|meat|chicken|beef|pork|egg|lamb|fish|butter|cheese|honey|wool")

TRADE_PARTNERS = {
    "CAR": "Central African Republic",
    "DRC": "DR Congo",
    "NZ": "New Zealand",
    "S. Africa": "South Africa",
    "S. Korea": "South Korea",
    "UAE": "United Arab Emirates",
    "UK": "United Kingdom",
    "US": "United States",
    "USA": "United States",
}

RESOURCES = {
    "forests": "timber",
    "gas": "natural gas",
    "hydroelectric power": "hydropower",
    "oil": "petroleum",
}

CLIMATES = (
    "tropical", "equatorial", "temperate", "continental", "arid", "semiarid", "desert",
    "Mediterranean", "monsoon", "maritime", "marine", "subtropical", "arctic", "subarctic",
    "hurricane", "trade winds", "cold winters", "mild winters", "cool summers", "hot summers",
    "humid", "harmattan", "rainy", "cloudy", "snow", "typhoon", "cyclone",
)  # fmt: skip
# The others describe a climate: "arid climate".
CLIMATES_AS_THEY_ARE = frozenset(
    {
        "cold winters", "cool summers", "cyclone", "harmattan", "hot summers", "hurricane",
        "mild winters", "monsoon", "snow", "trade winds", "typhoon",
    }
)  # fmt: skip

GOVERNMENTS = (
    ("parliamentary republic", "parliamentary republic"),
    ("presidential republic", "presidential republic"),
    ("semi-presidential", "semi-presidential"),
    ("parliamentary democracy", "parliamentary democracy"),
    ("constitutional monarchy", "constitutional monarchy"),
    ("absolute monarchy", "absolute monarchy"),
    ("communist", "communist"),
    ("federal", "federal state"),
    ("overseas", "overseas territory"),
    ("territory", "overseas territory"),
    ("military", "military rule"),
    ("realm", "Commonwealth realm"),
)

LAWS = (
    ("english common", "English common law"),
    ("common law", "common law"),
    ("french civil", "French civil law"),
    ("napoleonic", "Napoleonic code"),
    ("roman-dutch", "Roman-Dutch law"),
    ("civil law", "civil law"),
    ("islamic", "Islamic law"),
    ("sharia", "Islamic law"),
    ("customary", "customary law"),
    ("socialist", "socialist law"),
    ("spanish", "Spanish law"),
)
