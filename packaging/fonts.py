"""Make the fonts for scripts that the typeface lacks: the Noto fonts, cut down to what residents read here.

Run by hand when Noto has a new version. It needs fonttools, and the npm packages that assets/fonts/README.md
names, unpacked: `python packaging/fonts.py UNPACKED assets/fonts`. Nothing in the program imports this.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

WEIGHTS = ("400Regular", "600SemiBold", "700Bold")
EM = 1000
ASCENT = 984
"""As the typeface has it, so that a line of another script is not higher."""
CYRILLIC_SCALE = 0.936
"""Capitals of Noto Sans are 0.714 em high, those of the typeface 0.668: the same height for both."""
CYRILLIC = [*range(0x0400, 0x0500), 0x0301, 0x2116]
ARABIC = [
    *range(0x0600, 0x0700),
    *range(0x200B, 0x2010),
    *(ord(letter) for letter in " «»()[]{}.,:!-…"),
]
"""Letters and signs, with the brackets, which stand among Arabic letters."""
ISOLATING = range(0x2066, 0x206A)
"""Marks without ink. Noto Sans Arabic lacks them: another font, of a system, would stand in for them."""
LEFT_TO_RIGHT_MARK = 0x200E


def made(source: Path, family: str, characters: list[int], scale: float, descent: int) -> TTFont:
    """`source` with `characters` only, under its own name, at the typeface's line height."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14, 16, 17]
    options.drop_tables = [*options.drop_tables, "STAT", "DSIG"]
    cut = Subsetter(options)
    cut.populate(unicodes=characters)
    cut.subset(font)
    if scale != 1:
        scale_upem(font, round(EM * scale))
        font["head"].unitsPerEm = EM
    for table in font["cmap"].tables:
        if LEFT_TO_RIGHT_MARK in table.cmap:
            table.cmap.update(dict.fromkeys(ISOLATING, table.cmap[LEFT_TO_RIGHT_MARK]))
    name(font, family)
    for table, up, down in (("hhea", "ascent", "descent"), ("OS/2", "sTypoAscender", "sTypoDescender")):
        setattr(font[table], up, ASCENT)
        setattr(font[table], down, -descent)
    font["hhea"].lineGap = font["OS/2"].sTypoLineGap = 0
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = ASCENT, descent
    return font


def name(font: TTFont, family: str) -> None:
    """Call the font `family`: it is not the font that a system may have under Noto's name."""
    old = font["name"].getBestFamilyName()
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            text = record.toUnicode().replace(old, family)
            record.string = text.replace(old.replace(" ", ""), family.replace(" ", ""))


def main(unpacked: Path, folder: Path) -> None:
    """Write the fonts of every script and weight."""
    for weight in WEIGHTS:
        sans = next(unpacked.rglob(f"NotoSans_{weight}.ttf"))
        arabic = next(unpacked.rglob(f"NotoSansArabic_{weight}.ttf"))
        for script, source, characters, scale, descent in (
            ("Cyrillic", sans, CYRILLIC, CYRILLIC_SCALE, 316),
            ("Arabic", arabic, ARABIC, 1.0, 416),
        ):
            font = made(source, f"Kiosk {script}", characters, scale, descent)
            font.save(folder / f"Kiosk{script}_{weight}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
