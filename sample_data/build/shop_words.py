"""The shop's words: departments, their families of products, and what goes with what.

Every name is a variant and a plain noun; there are no brands.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Department:
    """A product is a variant and a noun; in a large shop, a size, a variant and a noun."""

    name: str
    variants: tuple[str, ...]
    sizes: tuple[str, ...]
    families: dict[str, tuple[str, ...]]  # name -> nouns


def _department(name: str, variants: str, sizes: str, families: dict[str, str]) -> Department:
    return Department(
        name,
        tuple(variants.split()),
        tuple(sizes.split()),
        {family: tuple(nouns.split(", ")) for family, nouns in families.items()},
    )


DEPARTMENTS = (
    _department(
        "Camping",
        "green blue orange sand grey red olive black",
        "small medium large",
        {
            "Tents": "dome tent, tunnel tent, trek tent, beach tent",
            "Sleeping gear": "sleeping bag, camp mat, camp pillow, hammock",
            "Backpacks": "day pack, trail pack, dry bag, hip pack",
            "Camp kitchen": "camp stove, mess kit, gas ring, cool box",
            "Torches": "head torch, lantern, pen torch, tent lamp",
        },
    ),
    _department(
        "Coffee & tea",
        "dark classic house morning festive mild bold daily",
        "single double family",
        {
            "Coffee beans": "espresso beans, filter beans, decaf beans, moka beans",
            "Tea": "black tea, green tea, mint tea, chai",
            "Brewing": "moka pot, press pot, drip cone, tea pot",
            "Cups": "mug, espresso cup, tea cup, flask",
            "Sweet bites": "biscotti, shortbread, oat bites, fudge",
        },
    ),
    _department(
        "Garden",
        "heritage compact sturdy classic cottage city giant wild",
        "small medium large",
        {
            "Seeds": "tomato seeds, basil seeds, pea seeds, poppy seeds",
            "Garden tools": "trowel, hand fork, rake, shears",
            "Plant pots": "clay pot, planter, hanging pot, seed tray",
            "Watering": "watering can, hose, sprinkler, rain gauge",
            "Wildlife": "bird feeder, bee house, bird bath, nest box",
        },
    ),
    _department(
        "Baking",
        "fine pro mini family rustic golden vintage simple",
        "single double triple",
        {
            "Flour": "bread flour, rye flour, spelt flour, corn flour",
            "Sugar & spice": "icing sugar, cane sugar, cinnamon, vanilla",
            "Tins": "cake tin, loaf tin, muffin tin, pie dish",
            "Decorating": "piping bag, sprinkles, cake stand, fondant",
            "Baking tools": "whisk, rolling pin, dough hook, scale",
        },
    ),
    _department(
        "Toys",
        "rainbow forest ocean space jungle farm dino castle",
        "small medium large",
        {
            "Building toys": "wood blocks, brick set, marble run, train set",
            "Dolls": "rag doll, doll house, teddy, puppet",
            "Puzzles": "jigsaw, cube, maze, logic game",
            "Kids art": "crayons, finger paint, chalk, stickers",
            "Outdoor play": "kite, skip rope, sand set, ball",
        },
    ),
    _department(
        "Pets",
        "natural soft junior senior cosy happy fresh sunny",
        "small medium large",
        {
            "Dogs": "dog kibble, dog chew, dog leash, dog bed",
            "Cats": "cat kibble, cat litter, cat tree, cat toy",
            "Fish": "fish flakes, tank filter, tank plant, tank light",
            "Cage birds": "parrot mix, perch, bird cage, bird swing",
            "Rodents": "hay, hamster wheel, hutch, rodent tunnel",
        },
    ),
    _department(
        "Office",
        "black navy white teal plum grey mint coral",
        "single double bulk",
        {
            "Paper": "notebook, copy paper, note pads, planner",
            "Pens": "gel pens, fountain pen, marker, pencils",
            "Desk": "desk lamp, desk mat, desk tray, pen pot",
            "Printing": "printer, ink set, toner, photo paper",
            "Filing": "binder, folder, box file, labels",
        },
    ),
    _department(
        "Sports",
        "aqua red lime black violet white amber navy",
        "small medium large",
        {
            "Running": "running shoes, running tee, shorts, race belt",
            "Yoga": "yoga mat, yoga block, yoga strap, bolster",
            "Cycling": "bike helmet, bike light, bike lock, bike pump",
            "Swimming": "swimsuit, goggles, swim cap, swim fins",
            "Gym": "dumbbell, kettlebell, jump rope, gym towel",
        },
    ),
    _department(
        "Bath",
        "rose citrus cedar lavender sea vanilla mint fig",
        "small medium large",
        {
            "Soap": "hand soap, soap bar, shower gel, bath salts",
            "Hair care": "shampoo, hair mask, comb, hair oil",
            "Face care": "face cream, face wash, face mist, sun cream",
            "Towels": "bath towel, hand towel, bath mat, robe",
            "Candles": "candle, diffuser, wax melts, room mist",
        },
    ),
    _department(
        "Home",
        "linen oak slate ivory brass walnut sage clay",
        "small medium large",
        {
            "Bedding": "duvet, pillow, bed sheet, throw",
            "Lighting": "floor lamp, table lamp, pendant, wall light",
            "Storage": "basket, shelf, hook rail, crate",
            "Tableware": "plate, bowl, glass, napkins",
            "Wall decor": "mirror, clock, frame, poster",
        },
    ),
    _department(
        "Music",
        "studio stage starter vintage folk jazz rock concert",
        "small medium large",
        {
            "Guitar": "guitar, strings, capo, guitar strap",
            "Keyboards": "keyboard, piano stool, sustain pedal, sheet stand",
            "Drums": "snare, drumsticks, cymbal, drum pad",
            "Wind": "flute, recorder, reeds, ocarina",
            "Audio": "headphones, speaker, mic, audio cable",
        },
    ),
    _department(
        "DIY",
        "steel pro heavy light quick trade compact tough",
        "small medium large",
        {
            "Painting": "wall paint, paint roller, paint brush, primer",
            "Power tools": "drill, sander, circular saw, heat gun",
            "Hand tools": "hammer, pliers, screwdriver, spanner",
            "Fixings": "screws, nails, wall plugs, hinges",
            "Safety gear": "work gloves, safety specs, ear muffs, dust mask",
        },
    ),
)

# Who buys from the first family often goes on to the second.
COMPLEMENTS = {
    "Tents": "Sleeping gear",
    "Camp kitchen": "Brewing",
    "Backpacks": "Running",
    "Torches": "Cycling",
    "Coffee beans": "Cups",
    "Sweet bites": "Sugar & spice",
    "Cups": "Tableware",
    "Seeds": "Plant pots",
    "Wildlife": "Cage birds",
    "Garden tools": "Safety gear",
    "Tins": "Tableware",
    "Decorating": "Candles",
    "Kids art": "Pens",
    "Outdoor play": "Swimming",
    "Dolls": "Bedding",
    "Dogs": "Towels",
    "Fish": "Lighting",
    "Printing": "Paper",
    "Desk": "Audio",
    "Filing": "Storage",
    "Yoga": "Candles",
    "Gym": "Audio",
    "Swimming": "Towels",
    "Running": "Face care",
    "Soap": "Face care",
    "Keyboards": "Lighting",
    "Painting": "Wall decor",
    "Fixings": "Wall decor",
    "Power tools": "Safety gear",
    "Hand tools": "Fixings",
}
