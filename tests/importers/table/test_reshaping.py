"""Publishers' tables: several numbers a row, their own words, notes beside numbers."""

from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import Table, writer
from factordb.model.factor import Factor
from tests.examples import a_manifest
from tests.importers import accounts
from tests.importers.accounts import ARTIFACT, factors, properties, rejections
from tests.importers.workbooks import an_xlsx

FUELS = """
[constants]
"region" = "CN"
"boundary" = "combustion"

[columns]
"燃料" = "name.zh"
"单位" = "unit"

[templates]
"activity" = "fuel.<code>"

[not_ours]
"code" = "a word, kept in the activity"

[aliases.unit]
"吨（干基）" = "t{dry}"

[[melt]]
column = "CO2"
constants = {"amount.gas" = "CO2", "cell.steps" = '[["*","1000","t→kg, exact"]]'}

[[melt]]
column = "CH4"
constants = {"amount.gas" = "CH4", "cell.steps" = '[["*","0.001","g→kg, exact"]]'}
"""
COAL = "燃料,单位,code,CO2,CH4\n无烟煤,吨,Hard Coal,2.500,30\n褐煤,吨（干基）,Lignite,1.2,NA\n"


def written(folder: Path, content: str, mapping: str, encoding: str = "utf-8") -> Path:
    file = folder / "publisher.csv"
    file.write_bytes(content.encode(encoding))
    toml = writer.toml(a_manifest().plain(), "1")
    file.with_suffix(".toml").write_text(f"{toml}\n{mapping}", "utf-8")
    return file


def read(file: Path) -> list[Item]:
    return list(Table().read(Intake(file, ARTIFACT)))[1:]


def of(folder: Path, content: str, mapping: str) -> list[Item]:
    return read(written(folder, content, mapping))


def the_factor(items: list[Item]) -> Factor:
    (factor,) = factors(items)
    return factor


def test_columns_of_numbers_are_melted_into_amounts_of_one_factor(tmp_path: Path) -> None:
    coal, lignite = factors(of(tmp_path, COAL, FUELS))

    assert (coal.activity, coal.unit, coal.name) == ("fuel.hard-coal", "t", {"zh": "无烟煤"})
    assert [(a.gas, a.kg) for a in coal.amounts] == [("CO2", "2500.000"), ("CH4", "0.030")]
    assert [c.at for c in coal.source.cells] == ["line 2 CO2", "line 2 CH4"]
    assert lignite.unit == "t{dry}"


def test_a_melted_cell_that_is_blank_is_counted_as_blank(tmp_path: Path) -> None:
    assert accounts.blanks(of(tmp_path, COAL, FUELS)) == 1


def test_a_facet_of_a_melted_column_makes_factors_of_their_own(tmp_path: Path) -> None:
    more = FUELS.replace('"amount.gas" = "CH4"', '"amount.gas" = "CH4", "facets.method" = "old"')

    assert [f.facets for f in factors(of(tmp_path, COAL, more))] == [None, {"method": "old"}, None]


def test_the_cells_of_a_workbook_are_told_by_sheet_and_letter(tmp_path: Path) -> None:
    written(tmp_path, COAL, FUELS)
    rows = [line.split(",") for line in COAL.splitlines()]
    file = an_xlsx(tmp_path / "publisher.xlsx", {"煤": rows})

    assert factors(read(file))[0].source.cells[1].at == "'煤'!E2"


DECIMALS = """
[file]
delimiter = ";"
decimal = ","

[constants]
"region" = "FR"
"unit" = "kWh"
"name.fr" = "Réseau"
"activity" = "heat"

[[melt]]
column = "Valeur"
pattern = '(?P<number>\\d+,\\d+)(?: \\((?P<route>[A-Z])\\))?'
groups = {route = "facets.route"}
constants = {"amount.gas" = "CO2", "cell.steps" = '[["*","0.001","g→kg, exact"]]'}
"""


def test_a_note_beside_a_number_is_read_and_the_cell_kept_as_printed(tmp_path: Path) -> None:
    plain, noted = factors(of(tmp_path, "Valeur;\n0,50;\n66,6 (B);\n", DECIMALS))

    assert (plain.facets, plain.amounts[0].kg) == (None, "0.00050")
    assert (noted.facets, noted.amounts[0].kg) == ({"route": "B"}, "0.0666")
    assert noted.source.cells[0].printed == "66,6 (B)"


@pytest.mark.parametrize("cell", ["0,666 (b)", "1.234,5", "about 3", "0,666 (A) (B)"])
def test_what_does_not_fit_the_pattern_is_rejected_with_its_line(tmp_path: Path, cell: str) -> None:
    items = of(tmp_path, f"Valeur;\n{cell};\n", DECIMALS)

    assert factors(items) == []
    assert [r.at for r in rejections(items)] == ["publisher.csv line 2"]


def test_a_decimal_comma_needs_no_pattern(tmp_path: Path) -> None:
    mapping = DECIMALS.replace("[[melt]]", "[columns]\n'Gaz' = 'amount.gas'\n'V' = 'cell.printed'")
    mapping = mapping[: mapping.index("column =")]

    factor = the_factor(of(tmp_path, "Gaz;V\nCO2;0,50\n", mapping))
    assert (factor.amounts[0].kg, factor.source.cells[0].printed) == ("0.50", "0,50")


def test_full_width_digits_are_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = "[file]\nfull_width = true\n" + FUELS
    wide = COAL.replace("2.500", "２．５００")

    factor = factors(of(tmp_path, wide, mapping))[0]
    assert (factor.amounts[0].kg, factor.source.cells[0].printed) == ("2500.000", "２．５００")
    assert len(rejections(of(tmp_path, wide, FUELS))) == 1


def test_chinese_words_take_the_slug_of_the_mapping_and_none_is_made_up(tmp_path: Path) -> None:
    mapping = FUELS.replace("<code>", "<燃料>") + '[aliases."燃料"]\n"无烟煤" = "anthracite"\n'

    items = of(tmp_path, COAL, mapping)

    assert the_factor(items).activity == "fuel.anthracite"
    (refused, *_) = rejections(items)
    assert "'fuel.<褐煤>' is none: write lower-case Latin letters" in refused.reason
    assert "[aliases]" in refused.reason


RULES = """
[constants]
"region" = "GLO"

[columns]
"Value" = "cell.printed"

[templates]
"name.en" = "<=What>, <=Per>"

[not_ours]
"What" = "words"
"Per" = "the unit"

[[when]]
column = "What"
is = ["Carbon"]
constants = {"property" = "carbon-content"}
templates = {"subject" = "fuel.<What>", "unit" = "kg{C}/<=Per>"}

[[when]]
column = "What"
is = ["Methane", "Marsh gas"]
constants = {"amount.gas" = "CH4"}
templates = {"activity" = "fuel.<What>", "unit" = "<=Per>"}
"""


def test_rows_that_say_one_thing_have_constants_of_their_own(tmp_path: Path) -> None:
    items = of(tmp_path, "What,Per,Value\nCarbon,GJ,1.5\nMarsh gas,GJ,2\n", RULES)
    (found,) = properties(items)

    assert (found.subject, found.property, found.unit) == (
        "fuel.carbon",
        "carbon-content",
        "kg{C}/GJ",
    )
    assert the_factor(items).activity == "fuel.marsh-gas"


def test_a_template_with_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    (found,) = rejections(of(tmp_path, "What,Per,Value\nCarbon,,1.5\n", RULES))

    assert found.reason.startswith("unit: Field required")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("<=Per>", "<=Pre>"), "names the column 'Pre', which is not there"),
        (('column = "What"', 'column = "Which"'), "names the column 'Which', which is not there"),
    ],
)
def test_a_mapping_that_names_a_column_that_is_not_there_is_told(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(UnreadableFile, match=said):
        of(tmp_path, "What,Per,Value\nCarbon,GJ,1.5\n", RULES.replace(*change))


def test_a_region_may_be_named_in_any_language_that_the_table_knows(tmp_path: Path) -> None:
    mapping = FUELS.replace('"region" = "CN"\n', "").replace("[not_ours]", "[not_ours]\n")
    mapping = mapping.replace("[columns]", '[columns]\n"地区" = "region"')
    content = "燃料,单位,code,CO2,CH4,地区\n煤,t,a,1,1,上海\n煤,t,b,1,1,Germany\n煤,t,c,1,1,某地\n"
    items = of(tmp_path, content, mapping)

    assert [f.region for f in factors(items)] == ["CN-SH", "DE"]
    assert rejections(items)[0].reason.startswith("region: '某地' is no region")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("(", "is no pattern"), ("x", "no group 'number'"), ("(?P<number>.)", "no group 'route'")],
)
def test_a_pattern_that_cannot_be_meant_is_told(tmp_path: Path, pattern: str, said: str) -> None:
    start, end = DECIMALS.index("pattern"), DECIMALS.index("groups")
    mapping = DECIMALS[:start] + f"pattern = '{pattern}'\n" + DECIMALS[end:]

    with pytest.raises(UnreadableFile, match=said):
        of(tmp_path, "Valeur;\n0,50;\n", mapping)
