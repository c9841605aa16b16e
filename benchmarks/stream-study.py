#!/usr/bin/python3
"""Measures what docs/streaming.md reports of learning from a stream.

usage: stream-study.py scores TEXT --analogies F --similarity F... [--seeds 3] [--case "run options"]...
       stream-study.py words FOLDER [--case "run options"]... [--passes 3]

scores: one streamed pass over TEXT for each case and seed, then the scores of `eval`, and their means.
words: the files of FOLDER in the order of their names are the periods of a stream; each is given to a `run` of its own on one store, so that there is a generation
at the end of each period. Words that first appear in a later period are judged when they have been seen about 20 and about 100 times, against a batch
model of the text so far: the reciprocal of the place of the first of its ten nearest words among those of the stream's model. Then forgetting: the same for
words that were frequent in the first six periods, at their end and at the end of the stream, against a batch model of these periods.
Needs python3-numpy. The runs of words have one thread and are deterministic; those of scores have two.
"""
import argparse
import collections
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("STREAMW2V", os.path.join(HERE, "..", "streamw2v"))
EARLY = 6  # periods whose words are asked for again at the end


def streamw2v(*args, text=None):
    out = subprocess.run([PROGRAM, *args], input=text, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return out.stdout


def scores(args):
    for case in args.case or [""]:
        rows = []
        for seed in range(1, args.seeds + 1):
            with tempfile.TemporaryDirectory() as folder, open(args.text, "rb") as text:
                store = os.path.join(folder, "store")
                subprocess.run(
                    [PROGRAM, "run", "--stdin", "--store", store, "--seed", str(seed), "--sample", "1e-4", "--threads", "2", "--checkpoint-every", "1h",
                     *case.split()], stdin=text, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                sets = [option for file in args.similarity for option in ("--similarity", file)]
                result = json.loads(streamw2v("eval", "--store", store, "--json", "--analogies", args.analogies, *sets))
                rows.append([result["analogies"]["accuracy"], *(one["spearman"] for one in result["similarity"])])
        means = [statistics.mean(column) for column in zip(*rows)]
        print(case or "(defaults)", "|", " / ".join(f"{x:.3f}" for x in means), "|", "; ".join(" ".join(f"{x:.3f}" for x in row) for row in rows), flush=True)


class Vectors:
    """Unit vectors of a generation with their words, the most frequent first."""

    def __init__(self, store, *generation):
        with tempfile.TemporaryDirectory() as folder:
            target = os.path.join(folder, "npy")
            streamw2v("export", "--store", store, "--format", "npy", "-o", target, *generation)
            rows = numpy.load(os.path.join(target, "vectors.npy"))
            with open(os.path.join(target, "vocab.txt"), encoding="utf-8") as vocab:
                counted = [line.rsplit(" ", 1) for line in vocab.read().splitlines()]
        self.counts = {word: float(count) for word, count in counted}
        self.words = [word for word, _ in counted]
        self.place = {word: i for i, word in enumerate(self.words)}
        self.rows = rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

    def ranking(self, word, among):
        """The words of `among` from the nearest to the farthest."""
        others = [other for other in among if other != word]
        similarities = self.rows[[self.place[other] for other in others]] @ self.rows[self.place[word]]
        return [others[i] for i in numpy.argsort(-similarities, kind="stable")]


def reciprocal_rank(stream, batch, word):
    among = [other for other in batch.words[:10000] if other in stream.place]
    near = set(batch.ranking(word, among)[:10])
    return next(1 / place for place, other in enumerate(stream.ranking(word, among), 1) if other in near)


def tokens(text):
    return re.findall(r"\w+", text.lower())


def words(args):
    files = sorted(name for name in os.listdir(args.folder) if name.endswith(".txt"))
    periods = [open(os.path.join(args.folder, name), encoding="utf-8", errors="replace").read() for name in files]
    totals, seen = [], collections.Counter()
    for period in periods:
        seen.update(tokens(period))
        totals.append(collections.Counter(seen))
    batches = {}

    def batch(last, folder):
        if last not in batches:
            store, file = os.path.join(folder, f"batch{last}"), os.path.join(folder, "text")
            with open(file, "w", encoding="utf-8") as out:
                out.write("\n".join(periods[:last + 1]))
            streamw2v("train", file, "--store", store, "--tokenizer", "unicode", "--threads", "1", "--passes", str(args.passes), "--sample", "1e-4",
                      *args.shape.split())
            batches[last] = Vectors(store)
        return batches[last]

    cuts = [place for place in range(EARLY, len(periods))]
    newcomers = {}  # (about, period) -> words
    for about, low, high in ((20, 15, 27), (100, 80, 130)):
        for place in cuts:
            # Not before the first periods, and in text of its time: half of its sightings in this period and the one before.
            found = [word for word, count in totals[place].items() if low <= count <= high and totals[EARLY - 1][word] == 0
                     and word.isalpha() and count - totals[place - 2][word] >= count / 2]
            newcomers[about, place] = sorted(found)[::max(1, len(found) // 40)]
    early = [word for word, count in totals[EARLY - 1].items() if 50 <= count <= 500 and len(word) > 3]
    early = sorted(early)[::max(1, len(early) // 300)]
    with tempfile.TemporaryDirectory() as folder:
        for case in args.case or [""]:
            store = os.path.join(folder, "stream")
            shutil.rmtree(store, ignore_errors=True)
            ends = []
            for period in periods:
                streamw2v("run", "--stdin", "--store", store, "--tokenizer", "unicode", "--threads", "1", "--sample", "1e-4", "--keep-generations", "200",
                          *args.shape.split(), *case.split(), text=period.encode())
                ends.append(max(int(name) for name in os.listdir(os.path.join(store, "generations")) if name.isdigit()))
            figures = []
            for about in (20, 100):
                ranks = []
                for place in cuts[::args.every]:
                    if newcomers[about, place]:
                        stream, model = Vectors(store, "--generation", str(ends[place])), batch(place, folder)
                        ranks += [reciprocal_rank(stream, model, word) for word in newcomers[about, place] if word in stream.place and word in model.place]
                figures.append(f"new words at {about} sightings: MRR {statistics.mean(ranks):.3f} ({len(ranks)} words)")
            first, then, now = batch(EARLY - 1, folder), Vectors(store, "--generation", str(ends[EARLY - 1])), Vectors(store)
            asked = [word for word in early if word in first.place and word in then.place and word in now.place]
            before, after = (statistics.mean(reciprocal_rank(model, first, word) for word in asked) for model in (then, now))
            figures.append(f"words of the first {EARLY} periods: MRR {before:.3f} at their end, {after:.3f} at the end of the stream ({len(asked)} words)")
            print(case or "(defaults)", "|", "; ".join(figures), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parts = parser.add_subparsers(required=True)
    part = parts.add_parser("scores")
    part.add_argument("text")
    part.add_argument("--analogies", required=True)
    part.add_argument("--similarity", action="append", required=True)
    part.add_argument("--seeds", type=int, default=3)
    part.add_argument("--case", action="append")
    part.set_defaults(go=scores)
    part = parts.add_parser("words")
    part.add_argument("folder")
    part.add_argument("--case", action="append")
    part.add_argument("--passes", type=int, default=3)
    part.add_argument("--every", type=int, default=4, help="judge newcomers at every so many periods")
    part.add_argument("--shape", default="--dim 100", help="options of both the stream and the batch model")
    part.set_defaults(go=words)
    args = parser.parse_args()
    return args.go(args)


if __name__ == "__main__":
    sys.exit(main())
