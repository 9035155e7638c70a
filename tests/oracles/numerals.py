"""Prints how num2words says the numbers below the one given: a line each, with the number, its cardinal in
English and Arabic and, below a hundred, its ordinal in both, with tabs between."""

import sys

from num2words import num2words

for number in range(int(sys.argv[1])):
    kinds = ["cardinal", "ordinal"] if number < 100 else ["cardinal"]
    said = (num2words(number, lang=lang, to=to) for to in kinds for lang in ("en", "ar"))
    print(number, *said, sep="\t")
