"""Makes the numbered region table from pycountry and the words below; run by hand, once a number.

    .venv/bin/python scripts/make_regions.py regions-2 path/to/cn-regions.csv

The CSV has a line per Chinese province: its ISO 3166-2 code, names, grid area and older grid area.
"""

import csv
import gettext
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pycountry

TABLES = Path(__file__).parents[1] / "factordb" / "model" / "tables"
Region = dict[str, object]

# UN M49 areas: code, English, Chinese, the area they lie in, their countries by ISO 3166-1.
M49 = """
002|Africa|非洲|GLO|
015|Northern Africa|北非|002|DZ EG LY MA SD TN EH
202|Sub-Saharan Africa|撒哈拉以南非洲|002|
014|Eastern Africa|东非|202|IO BI KM DJ ER ET TF KE MG MW MU YT MZ RE RW SC SO SS UG TZ ZM ZW
017|Middle Africa|中非|202|AO CM CF TD CG CD GQ GA ST
018|Southern Africa|南部非洲|202|BW SZ LS NA ZA
011|Western Africa|西非|202|BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG
019|Americas|美洲|GLO|
419|Latin America and the Caribbean|拉丁美洲和加勒比|019|
029|Caribbean|加勒比|419|AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI
013|Central America|中美洲|419|BZ CR SV GT HN MX NI PA
005|South America|南美洲|419|AR BO BV BR CL CO EC FK GF GY PY PE GS SR UY VE
021|Northern America|北美洲|019|BM CA GL PM US
142|Asia|亚洲|GLO|
143|Central Asia|中亚|142|KZ KG TJ TM UZ
030|Eastern Asia|东亚|142|CN HK MO TW KP JP MN KR
035|South-eastern Asia|东南亚|142|BN KH ID LA MY MM PH SG TH TL VN
034|Southern Asia|南亚|142|AF BD BT IN IR MV NP PK LK
145|Western Asia|西亚|142|AM AZ BH CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE
150|Europe|欧洲|GLO|
151|Eastern Europe|东欧|150|BY BG CZ HU PL MD RO RU SK UA
154|Northern Europe|北欧|150|AX DK EE FO FI GG IS IE IM JE LV LT NO SJ SE GB
039|Southern Europe|南欧|150|AL AD BA HR GI GR VA IT MT ME MK PT SM RS SI ES XK
155|Western Europe|西欧|150|AT BE FR DE LI LU MC NL CH
009|Oceania|大洋洲|GLO|
053|Australia and New Zealand|澳大利亚和新西兰|009|AU CX CC HM NZ NF
054|Melanesia|美拉尼西亚|009|FJ NC PG SB VU
057|Micronesia|密克罗尼西亚|009|GU KI MH FM NR MP PW UM
061|Polynesia|波利尼西亚|009|AS CK PF NU PN WS TK TO TV WF
010|Antarctica|南极洲|GLO|AQ
"""

# Publishers' own areas: their numbers mean what their publisher says they do. They lie in GLO
# unless a last column names another.
OWN = """
X-EMBER-ASEAN|ASEAN (Ember)|东盟（Ember）
X-EMBER-AFRICA|Africa (Ember)|非洲（Ember）
X-EMBER-ASIA|Asia (Ember)|亚洲（Ember）
X-EMBER-EUROPE|Europe (Ember)|欧洲（Ember）
X-EMBER-G20|G20 (Ember)|二十国集团（Ember）
X-EMBER-G7|G7 (Ember)|七国集团（Ember）
X-EMBER-LATAM|Latin America and Caribbean (Ember)|拉丁美洲和加勒比（Ember）
X-EMBER-MIDDLE-EAST|Middle East (Ember)|中东（Ember）
X-EMBER-NORTH-AMERICA|North America (Ember)|北美（Ember）
X-EMBER-OECD|OECD (Ember)|经合组织（Ember）
X-EMBER-OCEANIA|Oceania (Ember)|大洋洲（Ember）
X-OWID-AFRICA|Africa|非洲
X-OWID-ASIA|Asia|亚洲
X-OWID-EUROPE|Europe|欧洲
X-OWID-NORTH-AMERICA|North America|北美洲
X-OWID-SOUTH-AMERICA|South America|南美洲
X-OWID-OCEANIA|Oceania|大洋洲
X-OWID-HIGH-INCOME|High-income countries|高收入国家
X-OWID-UPPER-MIDDLE-INCOME|Upper-middle-income countries|中高收入国家
X-OWID-LOWER-MIDDLE-INCOME|Lower-middle-income countries|中低收入国家
X-OWID-LOW-INCOME|Low-income countries|低收入国家
X-IN-GRID-NORTHERN|Northern regional grid, India|印度北部区域电网|IN
X-IN-GRID-WESTERN|Western regional grid, India|印度西部区域电网|IN
X-IN-GRID-SOUTHERN|Southern regional grid, India|印度南部区域电网|IN
X-IN-GRID-EASTERN|Eastern regional grid, India|印度东部区域电网|IN
X-IN-GRID-NORTH-EASTERN|North-Eastern regional grid, India|印度东北部区域电网|IN
X-OEFDB-EURASIA|Non-OECD Europe and Eurasia (OEFDB)|非经合组织欧洲和欧亚（OEFDB）
X-OEFDB-LATAM|Latin America (OEFDB)|拉丁美洲（OEFDB）
X-ADEME-AFRICA|Africa, average (ADEME)|非洲平均（ADEME）
X-ADEME-ASIA|Asia, average (ADEME)|亚洲平均（ADEME）
X-ADEME-LATAM|Latin America, average (ADEME)|拉丁美洲平均（ADEME）
X-ADEME-NORTH-AMERICA|North America, average (ADEME)|北美平均（ADEME）
X-ADEME-EX-USSR|Former USSR, average (ADEME)|原苏联平均（ADEME）
X-ADEME-MIDDLE-EAST|Middle East, average (ADEME)|中东平均（ADEME）
X-ADEME-PACIFIC|Pacific, average (ADEME)|太平洋平均（ADEME）
X-ADEME-MEDITERRANEAN|Mediterranean (ADEME)|地中海（ADEME）
X-ADEME-OVERSEAS|French overseas territories (ADEME)|法国海外领地（ADEME）
X-ADEME-TAHITI|Tahiti|塔希提岛|PF
X-ADEME-POLYNESIA-REST|French Polynesia without Tahiti|法属波利尼西亚（不含塔希提岛）|PF
X-ADEME-NETHERLANDS-ANTILLES|Netherlands Antilles (until 2010)|荷属安的列斯（至2010年）
X-ADEME-SERBIA-MONTENEGRO|Serbia and Montenegro (until 2006)|塞尔维亚和黑山（至2006年）
X-ADEME-FR-ALSACE|Alsace (region until 2015)|阿尔萨斯大区（至2015年）|FR
X-ADEME-FR-AQUITAINE|Aquitaine (region until 2015)|阿基坦大区（至2015年）|FR
X-ADEME-FR-AUVERGNE|Auvergne (region until 2015)|奥弗涅大区（至2015年）|FR
X-ADEME-FR-BASSE-NORMANDIE|Lower Normandy (region until 2015)|下诺曼底大区（至2015年）|FR
X-ADEME-FR-BOURGOGNE|Burgundy (region until 2015)|勃艮第大区（至2015年）|FR
X-ADEME-FR-CHAMPAGNE-ARDENNE|Champagne-Ardenne (region until 2015)|香槟-阿登大区（至2015年）|FR
X-ADEME-FR-FRANCHE-COMTE|Franche-Comté (region until 2015)|弗朗什-孔泰大区（至2015年）|FR
X-ADEME-FR-HAUTE-NORMANDIE|Upper Normandy (region until 2015)|上诺曼底大区（至2015年）|FR
X-ADEME-FR-LANGUEDOC-ROUSSILLON|Languedoc-Roussillon (region until 2015)|朗格多克-鲁西永大区（至2015年）|FR
X-ADEME-FR-LIMOUSIN|Limousin (region until 2015)|利穆赞大区（至2015年）|FR
X-ADEME-FR-LORRAINE|Lorraine (region until 2015)|洛林大区（至2015年）|FR
X-ADEME-FR-MIDI-PYRENEES|Midi-Pyrénées (region until 2015)|南部-比利牛斯大区（至2015年）|FR
X-ADEME-FR-NORD-PAS-DE-CALAIS|Nord-Pas-de-Calais (region until 2015)|北部-加来海峡大区（至2015年）|FR
X-ADEME-FR-PICARDIE|Picardy (region until 2015)|皮卡第大区（至2015年）|FR
X-ADEME-FR-POITOU-CHARENTES|Poitou-Charentes (region until 2015)|普瓦图-夏朗德大区（至2015年）|FR
X-ADEME-FR-RHONE-ALPES|Rhône-Alpes (region until 2015)|罗讷-阿尔卑斯大区（至2015年）|FR
X-EU27|European Union (27)|欧盟（27国）
X-DESNZ-LONDON|UK (London)|英国（伦敦）|GB
"""

EGRID = """
AKGD ASCC Alaska Grid|AKMS ASCC Miscellaneous|AZNM WECC Southwest|CAMX WECC California|ERCT ERCOT All
FRCC FRCC All|HIMS HICC Miscellaneous|HIOA HICC Oahu|MROE MRO East|MROW MRO West
NEWE NPCC New England|NWPP WECC Northwest|NYCW NPCC NYC/Westchester|NYLI NPCC Long Island
NYUP NPCC Upstate NY|PRMS Puerto Rico Miscellaneous|RFCE RFC East|RFCM RFC Michigan|RFCW RFC West
RMPA WECC Rockies|SPNO SPP North|SPSO SPP South|SRMV SERC Mississippi Valley|SRMW SERC Midwest
SRSO SERC South|SRTV SERC Tennessee Valley|SRVC SERC Virginia/Carolina
"""

# A province that two grid areas share, each with a part of it.
SPLIT = {
    "CN-NM": [
        {
            "code": "CN-GRID-NORTH",
            "since": 2021,
            "part": {"en": "western Inner Mongolia", "zh": "蒙西"},
        },
        {
            "code": "CN-GRID-NORTHEAST",
            "since": 2021,
            "part": {"en": "eastern Inner Mongolia", "zh": "蒙东"},
        },
    ]
}

ALSO = {
    "CN": ["中国大陆", "全国", "PRC"],
    "GB": ["UK", "United Kingdom", "Great Britain", "英国"],
    "US": ["USA", "United States", "United States of America", "U.S.", "美国"],
    "CI": ["Cote d'Ivoire"],
    "CD": ["Democratic Republic of Congo", "DR Congo"],
    "CG": ["Congo"],
    "CV": ["Cape Verde"],
    "TL": ["East Timor"],
    "TR": ["Turkey"],
    "SH": ["Saint Helena"],
    "VG": ["British Virgin Islands"],
    "VI": ["United States Virgin Islands"],
    "MO": ["Macau", "Macao"],
    "RE": ["Reunion"],
    "FK": ["Falkland Islands"],
    "PS": ["Palestine"],
    "CZ": ["Czech Republic"],
    "KR": ["South Korea", "Korea", "韩国"],
    "KP": ["North Korea"],
    "BN": ["Brunei"],
    "NL": ["The Netherlands", "Holland"],
    "AE": ["UAE"],
    "LA": ["Laos"],
    "SY": ["Syria"],
    "RU": ["Russia"],
    "VN": ["Vietnam"],
    "GLO": ["World", "Global", "全球", "世界"],
}


def main(name: str, provinces: Path) -> None:
    """Write the table ``name``, one region a line."""
    regions = [*_world(), *_countries(), *_subdivisions(provinces), *_grids(provinces)]
    regions += [*_egrid(), *_own()]
    for region in regions:
        also = ALSO.get(str(region["code"]))
        if also:
            region["also"] = [word for word in also if word not in dict(region["name"]).values()]  # type: ignore[call-overload]
    lines = ",\n  ".join(json.dumps(region, ensure_ascii=False) for region in regions)
    made_of = f"ISO 3166-1 and -2 by pycountry {pycountry.__version__}; UN M49; GB/T 2260"
    head = f'"version": "{name.rpartition("-")[2]}", "sources": "{made_of}"'
    (TABLES / f"{name}.json").write_text(f'{{{head}, "regions": [\n  {lines}\n]}}\n', "utf-8")


def _world() -> Iterator[Region]:
    yield _region("GLO", "world", "Global", "全球", [])
    yield _region("RoW", "relative", "Rest of the world", "世界其他地区", ["GLO"])
    for line in M49.strip().splitlines():
        code, en, zh, parent, _ = line.split("|")
        above = parent if parent == "GLO" else f"M49-{parent}"
        yield _region(f"M49-{code}", "area", en, zh, [above])


def _countries() -> Iterator[Region]:
    area_of = {
        country: f"M49-{line.split('|')[0]}"
        for line in M49.strip().splitlines()
        for country in line.split("|")[4].split()
    }
    chinese = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"])
    for country in sorted(pycountry.countries, key=lambda c: c.alpha_2):
        name = _turned(getattr(country, "common_name", country.name))
        zh = chinese.gettext(getattr(country, "common_name", country.name))
        zh = (
            zh
            if zh != getattr(country, "common_name", country.name)
            else chinese.gettext(country.name)
        )
        parents = [area_of.get(country.alpha_2, "GLO")]
        yield _region(country.alpha_2, "country", name, zh if zh != country.name else None, parents)
    yield _region("XK", "country", "Kosovo", "科索沃", ["M49-039"])


def _turned(name: str) -> str:
    """Return ``Iran, Islamic Republic of`` as it is said."""
    first, comma, rest = name.partition(", ")
    return f"{rest} {first}" if comma and rest.endswith((" of", " of the")) else name


def _subdivisions(provinces: Path) -> Iterator[Region]:
    known = {line["iso3166_2"]: line for line in _lines(provinces)}
    chinese = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=["zh_CN"])
    for subdivision in sorted(pycountry.subdivisions, key=lambda s: s.code):
        zh = chinese.gettext(subdivision.name)
        region = _region(
            subdivision.code,
            "subdivision",
            subdivision.name,
            zh if zh != subdivision.name else None,
            [subdivision.parent_code or subdivision.country_code],
        )
        if subdivision.code in known:
            region |= _province(known[subdivision.code])
        yield region


def _province(line: dict[str, str]) -> Region:
    """Grid membership has dates: the seven areas since data year 2021, the six before."""
    parents: list[object] = []
    if line["iso3166_2"] in SPLIT:
        parents += SPLIT[line["iso3166_2"]]
    elif line["grid_code"]:
        parents.append({"code": line["grid_code"], "since": 2021})
    if line["grid6_code_before_2021"]:
        parents.append({"code": line["grid6_code_before_2021"], "until": 2020})
    return {
        "name": {"en": line["name_en"], "zh": line["name_zh"]},
        "parents": [*parents, {"code": "CN"}],
        "gbt2260": line["gbt2260"],
    }


def _grids(provinces: Path) -> Iterator[Region]:
    seen = set()
    for line in _lines(provinces):
        for code, scheme in ((line["grid_code"], ""), (line["grid6_code_before_2021"], "6")):
            if code and code not in seen:
                seen.add(code)
                area = code.rpartition("-")[2]
                zh = {"CENTRAL": "华中", "SOUTH": "南方"}.get(area, line["grid_zh"])
                en = {"CENTRAL": "Central China", "SOUTH": "China Southern"}.get(
                    area, line["grid_en"]
                )
                when = " (six-region scheme)" if scheme else ""
                when_zh = "（六区划分）" if scheme else ""
                yield _region(code, "grid", f"{en} grid{when}", f"{zh}电网{when_zh}", ["CN"])


def _egrid() -> Iterator[Region]:
    for entry in EGRID.strip().replace("\n", "|").split("|"):
        code, _, name = entry.partition(" ")
        country = "PR" if code == "PRMS" else "US"
        yield _region(f"US-EGRID-{code}", "egrid", name, f"eGRID 子区域 {code}", [country])


def _own() -> Iterator[Region]:
    for line in OWN.strip().splitlines():
        code, en, zh, *inside = line.split("|")
        yield _region(code, "publisher", en, zh, inside or ["GLO"])


def _region(code: str, kind: str, en: str, zh: str | None, parents: list[str]) -> Region:
    name = {"en": en} | ({"zh": zh} if zh else {})
    return {"code": code, "kind": kind, "name": name, "parents": [{"code": p} for p in parents]}


def _lines(provinces: Path) -> list[dict[str, str]]:
    with provinces.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
