"""The EPA's codes for cars in words, and what everybody knows about the makes."""

from __future__ import annotations

# Divisions not listed already carry the name of the make.
MAKES = {
    "ALFA ROMEO": "Alfa Romeo",
    "Aston Martin Lagonda Ltd": "Aston Martin",
    "Azure Dynamics Incorporated": "Azure Dynamics",
    "Bentley Motors Ltd.": "Bentley",
    "CODA Automotive Inc": "Coda",
    "FIAT": "Fiat",
    "Ferrari North America, Inc.": "Ferrari",
    "Ford Division": "Ford",
    "GENESIS": "Genesis",
    "HYUNDAI MOTOR COMPANY": "Hyundai",
    "INFINITI": "Infiniti",
    "Jaguar Cars Ltd": "Jaguar",
    "KIA MOTORS CORPORATION": "Kia",
    "LEXUS": "Lexus",
    "Lincoln Truck": "Lincoln",
    "Lotus Cars Ltd": "Lotus",
    "MASERATI": "Maserati",
    "MAZDA": "Mazda",
    "Mini": "MINI",
    "Mitsubishi Motors Corporation": "Mitsubishi",
    "Mitsubishi Motors North America": "Mitsubishi",
    "NISSAN": "Nissan",
    "RAM": "Ram",
    "Rolls-Royce Motor Cars Limited": "Rolls-Royce",
    "Roush Industries, Inc.": "Roush",
    "SCION": "Scion",
    "SUZUKI": "Suzuki",
    "TOYOTA": "Toyota",
    "Volvo Cars of North America, LLC": "Volvo",
}

VEHICLE_CLASSES = {
    "Compact Cars": "Compact car",
    "Large Cars": "Large car",
    "Midsize Cars": "Midsize car",
    "Midsize Station Wagons": "Midsize station wagon",
    "Minicompact Cars": "Minicompact car",
    "Small Pick-up Trucks": "Small pickup truck",
    "Small SUV": "Small SUV",
    "Small Station Wagons": "Small station wagon",
    "Special Purpose Vehicle": "Special purpose vehicle",
    "Special Purpose Vehicle cab chassis": "Special purpose vehicle",
    "Special Purpose Vehicle, SUV": "SUV",
    "Special Purpose Vehicle, minivan": "Minivan",
    "Standard Pick-up Trucks": "Standard pickup truck",
    "Standard SUV": "Standard SUV",
    "Subcompact Cars": "Subcompact car",
    "Two Seaters": "Two-seater",
    "Vans, Cargo Types": "Van",
    "Vans, Passenger Type": "Van",
}

ASPIRATIONS = {
    "Naturally Aspirated": "naturally aspirated",
    "Turbocharged": "turbocharged",
    "Supercharged": "supercharged",
    "Turbocharged+Supercharged": "turbo + supercharged",
    "Other": "other",
}

TRANSMISSIONS = {
    "A": "automatic",
    "AM": "automated manual",
    "AMS": "automated manual",
    "CVT": "continuously variable",
    "M": "manual",
    "OT": "other",
    "SA": "semi-automatic",
    "SCV": "continuously variable",
}

DRIVES = {
    "F": "front-wheel",
    "R": "rear-wheel",
    "A": "all-wheel",
    "4": "four-wheel",
    "P": "part-time four-wheel",
}

FUELS = {
    "D": "diesel",
    "DU": "diesel",
    "EL": "electricity",
    "G": "regular gasoline",
    "GM": "mid-grade gasoline",
    "GP": "premium recommended",
    "GPR": "premium required",
    "H": "hydrogen",
}
NO_ENGINE_FUELS = ("electricity", "hydrogen")


def _group_of_make(makes_of_group: dict[str, str]) -> dict[str, str]:
    return {make: group for group, makes in makes_of_group.items() for make in makes.split(", ")}


HOME_OF_MAKE = _group_of_make(
    {
        "France": "Bugatti",
        "Germany": "Audi, BMW, Mercedes-Benz, Porsche, Volkswagen",
        "Italy": "Alfa Romeo, Ferrari, Fiat, Lamborghini, Maserati",
        "Japan": (
            "Acura, Honda, Infiniti, Lexus, Mazda, Mitsubishi, Nissan, Scion, Subaru, Suzuki, "
            "Toyota"
        ),
        "South Korea": "Genesis, Hyundai, Kia",
        "Sweden": "Saab, Volvo",
        "United Kingdom": ("Aston Martin, Bentley, Jaguar, Land Rover, Lotus, MINI, Rolls-Royce"),
        "United States": (
            "Buick, Cadillac, Chevrolet, Chrysler, Dodge, Ford, GMC, Jeep, Lincoln, Ram"
        ),
    }
)

# Our own judgment: no official list of segments exists.
SEGMENT_OF_MAKE = _group_of_make(
    {
        "exotic & ultra-luxury": (
            "Aston Martin, Bentley, Bugatti, Ferrari, Lamborghini, Lotus, Maserati, Rolls-Royce"
        ),
        "premium": (
            "Acura, Alfa Romeo, Audi, BMW, Cadillac, Genesis, Infiniti, Jaguar, Land Rover, "
            "Lexus, Lincoln, Mercedes-Benz, Porsche, Saab, Volvo"
        ),
        "trucks & off-road": "GMC, Jeep, Ram",
        "mainstream": (
            "Buick, Chevrolet, Chrysler, Dodge, Fiat, Ford, Honda, Hyundai, Kia, Mazda, MINI, "
            "Mitsubishi, Nissan, Scion, Subaru, Suzuki, Toyota, Volkswagen"
        ),
    }
)
