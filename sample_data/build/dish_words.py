"""What the invented dishes are cooked of: ingredients by the kitchen they are at home in."""

from __future__ import annotations

PANTRY = "pantry"  # used in every kitchen

KITCHENS: dict[str, tuple[str, ...]] = {
    PANTRY: (
        *("onion", "garlic", "salt", "black pepper", "butter", "egg", "flour", "sugar"),
        *("carrot", "chicken", "vegetable oil", "lemon", "water", "milk"),
    ),
    "Italian": (
        *("olive oil", "basil", "mozzarella", "parmesan", "spaghetti", "ricotta", "prosciutto"),
        *("tomato", "arborio rice", "balsamic vinegar", "pancetta", "capers", "polenta", "gnocchi"),
    ),
    "French": (
        *("shallot", "tarragon", "dijon mustard", "cream", "white wine", "leek", "thyme", "brie"),
        *("duck", "cognac", "gruyere", "chervil", "puff pastry", "creme fraiche"),
    ),
    "Greek": (
        *("feta", "oregano", "cucumber", "kalamata olive", "phyllo", "lamb", "dill", "halloumi"),
        *("greek yogurt", "red onion", "vine leaf", "eggplant", "orzo", "octopus"),
    ),
    "Moroccan": (
        *("couscous", "harissa", "preserved lemon", "saffron", "chickpea", "apricot", "almond"),
        *("ras el hanout", "date", "green olive", "merguez", "orange blossom water", "prune"),
        "lentil",
    ),
    "Indian": (
        *("turmeric", "garam masala", "ghee", "paneer", "basmati rice", "cardamom", "fenugreek"),
        *("mustard seed", "curry leaf", "cumin", "red lentil", "naan", "tamarind", "okra"),
    ),
    "Thai": (
        *("fish sauce", "lemongrass", "coconut milk", "galangal", "thai basil", "palm sugar"),
        *("kaffir lime leaf", "rice noodle", "shrimp", "bird's eye chili", "peanut", "mung bean"),
        *("shrimp paste", "jasmine rice"),
    ),
    "Japanese": (
        *("soy sauce", "mirin", "miso", "nori", "dashi", "sake", "wasabi", "tofu", "soba"),
        *("sushi rice", "bonito flake", "shiitake", "daikon", "udon"),
    ),
    "Korean": (
        *("gochujang", "kimchi", "sesame oil", "gochugaru", "napa cabbage", "scallion"),
        *("perilla leaf", "rice cake", "sesame seed", "short rib", "soybean paste", "glass noodle"),
        *("asian pear", "salted anchovy"),
    ),
    "Mexican": (
        *("corn tortilla", "cilantro", "jalapeno", "black bean", "avocado", "lime", "queso fresco"),
        *("chipotle", "tomatillo", "poblano", "cotija", "epazote", "masa harina", "pinto bean"),
    ),
    "Nordic": (
        *("rye bread", "herring", "lingonberry", "beetroot", "salmon", "juniper", "horseradish"),
        *("potato", "sour cream", "pickle", "caraway", "cod", "cloudberry", "barley"),
    ),
    "Bakery": (
        *("vanilla", "baking powder", "dark chocolate", "cinnamon", "brown sugar", "yeast"),
        *("cream cheese", "raspberry", "hazelnut", "icing sugar", "maple syrup", "gelatin"),
        *("walnut", "cocoa"),
    ),
}
# Kitchens that borrow from each other: those of one sea, one coast, one oven.
NEIGHBORS: dict[str, str] = {
    "Italian": "Greek",
    "Greek": "Italian",
    "French": "Bakery",
    "Bakery": "French",
    "Moroccan": "Indian",
    "Indian": "Moroccan",
    "Thai": "Korean",
    "Korean": "Japanese",
    "Japanese": "Korean",
    "Mexican": "Thai",
    "Nordic": "French",
}
