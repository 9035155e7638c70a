"""Prints how num2words says the numbers below the one given: a line each, with the number and its words in English and
Arabic, with tabs between."""

import sys

from num2words import num2words

for number in range(int(sys.argv[1])):
    print(number, *(num2words(number, lang=lang) for lang in ("en", "ar")), sep="\t")
