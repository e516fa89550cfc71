"""Text reduced to what can be compared: letters and digits, without accents and case."""

from __future__ import annotations

import unicodedata

# What Unicode does not take apart, as everybody does by hand.
_SPELT = str.maketrans(
    {
        "\N{LATIN SMALL LETTER AE}": "ae",
        "\N{LATIN SMALL LIGATURE OE}": "oe",
        "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
        "\N{LATIN SMALL LETTER D WITH STROKE}": "d",
        "\N{LATIN SMALL LETTER ETH}": "d",
        "\N{LATIN SMALL LETTER H WITH STROKE}": "h",
        "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
        "\N{LATIN SMALL LETTER T WITH STROKE}": "t",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{LATIN SMALL LETTER THORN}": "th",
    }
)


_STRETCH = "\N{ARABIC TATWEEL}"  # a letter by its category, a stroke between two for readers


def fold(text: str) -> str:
    """Return the letters a to z and the digits of `text`; ligatures are spelt out.

    What is not Latin is left out.
    """
    return "".join(character for character in fold_all(text) if character.isascii())


def fold_all(text: str) -> str:
    """Return the letters of `text`, of any script, and its digits, which become Western.

    Points, marks and the shapes that a letter has within a word are left out.
    """
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_SPELT)
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in apart
        if character.isalnum() and character != _STRETCH
    )
