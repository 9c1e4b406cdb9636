"""An Emission Factors Hub of our own making: the publisher's layout, invented numbers."""

from pathlib import Path
from typing import Any

import xlsxwriter

Cell = str | float | None
Line = list[Cell]
"""The cells of one row from column B on."""

TOP: list[Line] = [
    [],
    ["Emission Factors for Greenhouse Gas Inventories"],
    [None, None, None, None, "Last Modified: June 5, 2031"],
    [],
    [None, "Gas", "100-Year GWP"],
    [None, "CH4", 28.0],
    [None, "N2O", 265.0],
    [None, "Source: Fifth Assessment\nReport (AR5), 2013."],
    [],
]
_PER_MMBTU: Line = ["kg CO2 per mmBtu", "g CH4 per mmBtu", "g N2O per mmBtu"]
STATIONARY: list[Line] = [
    ["Table 1", "   Stationary Combustion"],
    [],
    [
        *[None, "Fuel Type", "Heat Content (HHV)", "CO2 Factor", "CH4 Factor", "N2O Factor"],
        *["CO2 Factor", "CH4 Factor", "N2O Factor"],
    ],
    [
        *[None, None, "mmBtu per short ton", *_PER_MMBTU],
        *["kg CO2 per short ton", "g CH4 per short ton", "g N2O per short ton"],
    ],
    [None, "Coal and Coke"],
    [None, "Anthracite Coal", 25.5, 101.5, 11.0, 1.5, 2601.0, 276.0, 40.0],
    [None, "Mixed (Industrial Sector)", 22.5, 94.5, 11.0, 1.5, 2116.0, 246.0, 36.0],
    [
        *[None, None, "mmBtu per scf", *_PER_MMBTU],
        *["kg CO2 per scf", "g CH4 per scf", "g N2O per scf"],
    ],
    [None, "Natural Gas"],
    [None, "Natural Gas", 0.001026, 53.06, 1.0, 0.1, 0.05444, 0.00103, 9.2e-05],
    [None, "Biomass Fuels - Liquid"],
    [None, "Ethanol (100%)", 0.084, 68.5, 1.1, 0.11, 5.75, 0.09, 0.01],
    [None, "Biomass Fuels - \nKraft Pulping Liquor, by Wood Furnish"],
    [None, "Bagasse", None, 95.5, 1.9, 0.42, None, None, None],
    [None, "Source:"],
    [None, "An invented register, Table C-1."],
    [None, "Notes: "],
    [None, "Emission factors are per unit of heat content using higher heating values (HHV)."],
    [],
]
MOBILE: list[Line] = [
    ["Table 2", "   Mobile Combustion CO2"],
    [None, "Fuel Type", "kg CO2 per unit", "Unit"],
    [None, "Motor Gasoline", 8.5, "gallon"],
    [None, "Compressed Natural Gas (CNG)", 0.0545, "scf"],
    [None, "Liquefied Natural Gas (LNG)", 4.25, "gallon"],
    [None, "Ethanol (100%)", 5.75, "gallon"],
    [None, "Source: An invented register."],
    [None, "Notes: "],
    [None, "LNG: made from another model."],
    [None, "Combustion emissions only."],
]
ON_ROAD: list[Line] = [
    ["Table 3", "   Mobile Combustion CH4 and N2O for On-Road Gasoline Vehicles"],
    [
        *[None, "Vehicle Type", "Model Year", "CH4 Factor \n(g CH4 / vehicle-mile)"],
        "N2O Factor \n(g N2O / vehicle-mile)",
    ],
    [None, "Gasoline Passenger Cars", "1973–1974", 0.1695, 0.0195],
    [None, None, 1975.0, 0.1425, 0.0445],
    [None, "Gasoline Light-Duty Trucks", "1973-1974", 0.1905, 0.0215],
    [None, "(Vans, Pickup Trucks, SUVs)", 1975.0, 0.1635, 0.0515],
    [None, "Gasoline Motorcycles", " 1996-present", "0 ", "0 "],
    [None, "Source: An invented inventory."],
    [None, "Notes: \nCombustion emissions only."],
    [],
    ["Table 4", "    Mobile Combustion CH4 and N2O for On-Road Diesel and Alternative Vehicles"],
    [
        *[None, "Vehicle Type", "Fuel Type", "Vehicle Year", "CH4 Factor \n(g / mile)"],
        "N2O Factor \n(g / mile)",
    ],
    [None, "Passenger Cars", "Diesel", "1960-1982", 0.0005, 0.0015],
    [None, None, None, "1983-2006", 0.00055, 0.001],
    [None, "Buses", "Methanol", None, 0.0195, 0.0295],
    [None, None, "CNG", None, 2.75, 0.0175],
    [None, "Source: An invented inventory."],
    [None, "Notes: \nCombustion emissions only."],
    [],
    ["Table 5", "    Mobile Combustion CH4 and N2O for Non-Road Vehicles"],
    [
        None,
        "Vehicle Type",
        "Fuel Type",
        "CH4 Factor \n(g CH4 / gallon) ",
        "N2O Factor \n(g / gallon)",
    ],
    [None, "Aircraft", "Jet Fuel", "0 ", 0.3],
    [None, "Agricultural EquipmentA", "Gasoline (2 stroke)", 6.95, 0.475],
    [None, None, "Diesel Off-Road Trucks", 0.915, 0.555],
    [None, "Source: An invented inventory."],
    [None, "Notes: \nCombustion emissions only.\nA Includes tractors, as invented.   "],
    [],
]
_MASSES: Line = ["(lb CO2 / MWh)", "(lb CH4 / MWh)", "(lb N2O / MWh)"]
_GASES: Line = ["CO2 Factor", "CH4 Factor", "N2O Factor"]
ELECTRICITY: list[Line] = [
    ["Table 6", "   Electricity"],
    [],
    [
        *[None, None, None, "Total Output Emission Factors", None, None],
        "Non-Baseload Emission Factors",
    ],
    [None, "eGRID Subregion Acronym", "eGRID Subregion Name", *_GASES, *_GASES],
    [None, None, None, *_MASSES, *_MASSES],
    [None, "CAMX", "CAMX (WECC California)", 497.5, 0.03, 0.004, 1054.5, 0.05, 0.006],
    [None, "US Average", "US Average", 823.5, 0.066, 0.009, 1405.5, 0.107, 0.015],
    [None, "Source: EPA eGRID2029, January 2031"],
    [None, "Notes:"],
    [None, "Non-baseload factors are for reductions."],
    [],
]
STEAM: list[Line] = [
    ["Table 7", "Steam and Heat"],
    [],
    [
        *[None, None, "CO2 Factor \n(kg CO2 / mmBtu)", "CH4 Factor \n(g / mmBtu) "],
        "N2O Factor \n(g / mmBtu) ",
    ],
    [None, "Steam and Heat", 66.5, 1.25, 0.125],
    [None, "Notes:"],
    [None, "Natural gas is assumed."],
    [],
    ["Scope 3 Emission Factors"],
]
_PER_UNIT: Line = [
    "CO2 Factor \n(kg CO2 / unit)",
    "CH4 Factor \n(g CH4 / unit)",
    "N2O Factor \n(g / unit)",
    "Units",
]
FREIGHT: list[Line] = [
    ["Table 8", "   Scope 3 Category 4: Upstream Transportation and Distribution"],
    [None, "These factors are for the distance-based method."],
    [None, "Vehicle Type", *_PER_UNIT],
    [None, "Passenger Car A", 0.3125, 0.009, 0.006, "vehicle-mile"],
    [None, "Medium- and Heavy-Duty TruckB", 0.1685, 0.0015, 0.0047, "ton-mile"],
    [None, "Source: An invented inventory."],
    [None, "Notes: \nA A passenger car of our invention.\nB A truck of our invention."],
    [],
]
WASTE: list[Line] = [
    ["Table 9", "Scope 3 Category 5: Waste Generated in Operations"],
    [None, None, "Metric Tons CO2e / Short Ton Material"],
    [
        *[None, "Material", "RecycledA", "LandfilledB", "CombustedC", "CompostedD"],
        "Anaerobically Digested (Dry Digestate with Curing)E",
    ],
    [None, "Aluminum Cans", 0.06, 0.02, 0.01, "NA", "NA"],
    [None, "Food Waste (non-meat)", "NA", 0.675, 0.05, 0.11, 0.14],
    [None, "Source: A model of our invention."],
    [None, "Notes:\nAR4 GWP values are used.\nA Recycling.\nB Landfilling.\nC Combustion."],
    [],
]
TRAVEL: list[Line] = [
    ["Table 10", "Scope 3 Category 6: Business Travel and Category 7: Employee Commuting "],
    [None, "Vehicle Type", *_PER_UNIT],
    [None, "Passenger Car A", 0.3125, 0.009, 0.006, "vehicle-mile"],
    [None, "Intercity Rail - Northeast Corridor C", 0.0585, 0.0055, 0.0007, "passenger-mile"],
    [None, "Air Travel - Short Haul (< 300 miles) ", 0.205, 0.0065, 0.0066, "passenger-mile"],
    [None, "Source: An invented inventory."],
    [None, "Notes: \nA A passenger car of our invention.\nC Rail of our invention."],
    [],
]
WARMING: list[Line] = [
    ["Table 11", "   Global Warming Potential (GWP)"],
    [None, "Industrial Designation or \nCommon Name\xa0", "Chemical Formula\xa0", "100-Year GWP"],
    [None, "Methane", "CH4", 28.0],
    [None, "HFC-134a", "CH2FCF3 \xa0", 1300.0],
    [None, "C10F18", "C10F18", ">7,500"],
    [None, "Source: \nFifth Assessment Report (AR5); the AR6 came later."],
    [],
    ["Table 12", "Global Warming Potential (GWP) for Blended Refrigerants"],
    [None, "ASHRAE #", "100-year GWP", "Blend Composition"],
    [None, "R-404A", 3943.0, "44% HFC-125 , 4% HFC-134a , 52% HFC-143a"],
    [None, "R-406A", 0.0, "55% HCFC-22 , 41% HCFC-142b , 4% isobutane"],
    [None, "Source: \nFifth Assessment Report (AR5)."],
]
TABLES = [
    *[TOP, STATIONARY, MOBILE, ON_ROAD, ELECTRICITY, STEAM],
    *[FREIGHT, WASTE, TRAVEL, WARMING],
]
NUMBERS = 105
"""In all tables together, ``0 `` and ``>7,500`` among them."""


def lines() -> list[Line]:
    """Return all rows of the sheet, to be changed by a test."""
    return [list(line) for table in TABLES for line in table]


def write(file: Path, rows: list[Line], sheet: str = "Emission Factors Hub", **more: Any) -> Path:
    """Write ``rows`` as the sheet of a workbook at ``file``; ``more`` names further sheets."""
    with xlsxwriter.Workbook(str(file), {"strings_to_numbers": False}) as book:
        for name, content in {sheet: rows, **more}.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(content):
                for column, value in enumerate(line, start=1):
                    if value is not None:
                        page.write(row, column, value)
    return file


def replaced(old: Cell, new: Cell, nth: int = 0) -> list[Line]:
    """Return the rows with the ``nth`` cell that says ``old`` saying ``new``."""
    rows = lines()
    places = [(r, c) for r, line in enumerate(rows) for c, v in enumerate(line) if v == old]
    row, column = places[nth]
    rows[row][column] = new
    return rows
