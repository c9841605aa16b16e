#!/usr/bin/python3
"""Trains the same text with streamw2v, fastText and gensim in turn and prints words per second, side by side.

usage: compare-peers.py TEXT [--rounds 3] [--dim 100] [--threads 2] [--passes 1] [--model sg|cbow] [--objective ns|hs]

All: window 5, 5 negatives, sample 1e-4, min-count 5, no subwords. Words are tokens of the text, before subsampling; the time is each
program's own training phase: streamw2v from first to last update, fastText the words/sec/thread of its last progress line times the threads (it
divides by its own clock), gensim the corpus words divided by total_train_time of train() on a corpus_file. Rounds alternate between
the programs, because ratios within a round hold where absolute figures drift. Peers come from the distribution: apt install fasttext python3-gensim.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def streamw2v(args, folder):
    store = os.path.join(folder, "store")
    shutil.rmtree(store, ignore_errors=True)
    out = subprocess.run(
        [os.path.join(HERE, "..", "streamw2v"), "train", args.text, "--store", store, "--json", "--model", args.model, "--objective", args.objective,
         "--dim", str(args.dim), "--threads", str(args.threads), "--passes", str(args.passes), "--sample", "1e-4"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(out.stdout)["wordsPerSecond"]


def fasttext(args, folder):
    verb = {"sg": "skipgram", "cbow": "cbow"}[args.model]
    out = subprocess.run(
        ["fasttext", verb, "-input", args.text, "-output", os.path.join(folder, "ft"), "-dim", str(args.dim), "-thread", str(args.threads),
         "-epoch", str(args.passes), "-ws", "5", "-neg", "5", "-t", "1e-4", "-minCount", "5", "-minn", "0", "-maxn", "0", "-loss", args.objective],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return float(re.findall(r"words/sec/thread:\s+(\d+)", out.stdout)[-1]) * args.threads


GENSIM = """
import sys
from gensim.models import Word2Vec
text, dim, threads, passes, sg, hs = sys.argv[1], *map(int, sys.argv[2:])
model = Word2Vec(vector_size=dim, window=5, min_count=5, sample=1e-4, sg=sg, hs=hs, negative=0 if hs else 5, workers=threads, epochs=passes)
model.build_vocab(corpus_file=text)
model.train(corpus_file=text, total_examples=model.corpus_count, total_words=model.corpus_total_words, epochs=passes)
print(sum(model.wv.get_vecattr(w, "count") for w in model.wv.index_to_key) * passes / model.total_train_time)
"""


def gensim(args, folder):
    out = subprocess.run(
        ["/usr/bin/python3", "-c", GENSIM, args.text, str(args.dim), str(args.threads), str(args.passes), str(int(args.model == "sg")),
         str(int(args.objective == "hs"))],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(out.stdout.split()[-1])


def main():
    parser = argparse.ArgumentParser(description="speed of streamw2v, fastText and gensim side by side")
    parser.add_argument("text")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dim", type=int, default=100)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--model", choices=("sg", "cbow"), default="sg")
    parser.add_argument("--objective", choices=("ns", "hs"), default="ns")
    args = parser.parse_args()
    programs = {"streamw2v": streamw2v}
    if shutil.which("fasttext"):
        programs["fastText"] = fasttext
    if subprocess.run(["/usr/bin/python3", "-c", "import gensim"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        programs["gensim"] = gensim
    speeds = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([os.path.join(HERE, "..", "streamw2v"), "--version"], check=True, stdout=subprocess.DEVNULL)
        for _ in range(args.rounds):
            for name, train in programs.items():
                speeds[name].append(train(args, folder))
                print(f"{name}: {speeds[name][-1]:,.0f} words/s", file=sys.stderr, flush=True)
    print(f"{args.model} {args.objective}, dim {args.dim}, {args.threads} threads, {args.passes} pass, {args.rounds} rounds")
    print("| program | words/s (median) | least | most | streamw2v is (median of ratios) |\n|---|---|---|---|---|")
    for name, values in speeds.items():
        ratio = statistics.median(ours / theirs for ours, theirs in zip(speeds["streamw2v"], values))
        print(f"| {name} | {statistics.median(values):,.0f} | {min(values):,.0f} | {max(values):,.0f} | {ratio:.2f}x |")


if __name__ == "__main__":
    main()
