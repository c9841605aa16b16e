"""Writes a text of many distinct words: TEXT several times over, its rare words replaced by made ones.

usage: make-rare-words.py TEXT OUT [copies of TEXT, 10]

Words of TEXT that occur fewer than ten times (3 % of the tokens of a 100 MB Wikipedia) are replaced by words drawn from a Zipf-Mandelbrot tail without an end,
p(rank) ~ rank^-s, from the rank of the last word that stays, where s is the slope of TEXT itself over the tenth of the ranks before (1.53 there). So the number of
words grows with the text as Heaps' law says, and half of them occur once: ten copies of 100 MB have about a million. Words are drawn one by one, without the
burstiness of real text, so rare rows are used more evenly than they would be. The same arguments give the same text.
"""
import math
import random
import sys
from collections import Counter

SYLLABLES = [c + v for c in "bdfghjklmnprstvz" for v in "aeiou"]


def made(rank):
    """A word for a rank: four or more syllables and an end that no word of the text has."""
    word = ""
    while rank or len(word) < 8:
        rank, digit = divmod(rank, len(SYLLABLES))
        word += SYLLABLES[digit]
    return word + "qx"


def main():
    source, target = sys.argv[1], sys.argv[2]
    copies = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    counts = Counter()
    with open(source, encoding="utf-8", errors="replace") as text:
        for line in text:
            counts.update(line.split())
    ranked = counts.most_common()
    stays = {word for word, count in ranked if count >= 10}
    head = len(stays)
    s = math.log(ranked[head // 10][1] / ranked[head - 1][1]) / math.log(10)
    draw = random.Random(1).random
    seen = set()

    def rare():
        rank = int(head * ((1 - draw()) ** (1 / (1 - s)) - 1))
        seen.add(rank)
        return made(rank)

    with open(target, "w", encoding="utf-8") as out:
        for _ in range(copies):
            with open(source, encoding="utf-8", errors="replace") as text:
                for line in text:
                    out.write(" ".join([token if token in stays else rare() for token in line.split()]) + "\n")
    print(f"{head} words of the text and {len(seen)} made ones, slope {s:.2f}", file=sys.stderr)


main()
