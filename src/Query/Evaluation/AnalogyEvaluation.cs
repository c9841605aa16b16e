using StreamW2V.Numerics;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Evaluation;

/// <summary>
/// Scores analogy questions by the rules of gensim 4.2.0's <c>evaluate_word_analogies</c> with case folded: a question is asked
/// if all its words are among the most frequent; of words that differ only in case the most frequent one is meant; the answer is
/// the most similar of those words (3CosAdd) that is not one of the three given, whatever its case.
/// </summary>
public static class AnalogyEvaluation
{
    /// <summary>How many of the most frequent words take part unless told otherwise.</summary>
    public const int DefaultRestriction = 30_000;

    // gensim asks for the five most similar words besides the three given and gives up if other spellings of the three fill them.
    private const int Considered = 5;

    /// <summary>Scores <paramref name="vectors"/> on all questions of <paramref name="files"/>.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="files">Analogy files; see <see cref="AnalogyFile"/>.</param>
    /// <param name="restriction">How many of the most frequent words take part.</param>
    /// <param name="threads">Most threads used; 0 is one per core.</param>
    /// <exception cref="Formats.BadFormatException">A file is not an analogy file, or a vector is not finite.</exception>
    public static AnalogyResult Evaluate(
        WordVectors vectors, IReadOnlyList<string> files, int restriction = DefaultRestriction, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(restriction);
        var vocabulary = new RestrictedVocabulary(vectors, restriction);
        var sections = new List<(string Name, int Total)>();
        var asked = new List<AskedQuestion>();
        foreach (var (name, questions) in files.SelectMany(AnalogyFile.Read))
        {
            foreach (var question in questions)
            {
                if (vocabulary.TryFind(question.A, out var a)
                    && vocabulary.TryFind(question.B, out var b)
                    && vocabulary.TryFind(question.C, out var c)
                    && vocabulary.TryFind(question.Expected, out var expected))
                {
                    asked.Add(new AskedQuestion(sections.Count, a, b, c, expected));
                }
            }

            sections.Add((name, questions.Count));
        }

        var right = new int[sections.Count];
        var put = new int[sections.Count];
        if (asked.Count > 0)
        {
            var scan = Scan(vectors, vocabulary.Ids, asked, threads == 0 ? Environment.ProcessorCount : threads);
            for (var i = 0; i < asked.Count; i++)
            {
                put[asked[i].Section]++;
                right[asked[i].Section] += Answer(vocabulary, asked[i], scan.RanksOf(i)) == asked[i].Expected ? 1 : 0;
            }
        }

        return new AnalogyResult([.. sections.Select((section, i) => new AnalogySection(section.Name, right[i], put[i], section.Total))]);
    }

    private static AnalogyScan Scan(WordVectors vectors, int[] ids, List<AskedQuestion> asked, int threads)
    {
        var stride = vectors.Rows.Stride;
        var places = new Dictionary<int, int>();
        int Place(int rank)
        {
            places.TryAdd(rank, places.Count);
            return places[rank];
        }

        var questions = asked.Select(question => (Place(question.A), Place(question.B), Place(question.C))).ToArray();
        var words = new float[checked(places.Count * stride)];
        foreach (var (rank, place) in places)
        {
            AnalogyScan.UnitRow(vectors, ids[rank], words.AsSpan(place * stride, stride));
        }

        var parts = Math.Clamp(ids.Length / 1024, 1, threads);
        var scans = new AnalogyScan[parts];
        Parts.Run(parts, part =>
        {
            var first = (int)((long)ids.Length * part / parts);
            var end = (int)((long)ids.Length * (part + 1) / parts);
            var scan = new AnalogyScan(vectors, ids, words, questions, first, end);
            scans[part] = KernelSelector.Dispatch<AnalogyScan, AnalogyScan>(scan);
        });
        for (var part = 1; part < parts; part++)
        {
            scans[0].Merge(scans[part]);
        }

        return scans[0];
    }

    private static int Answer(RestrictedVocabulary vocabulary, AskedQuestion question, ReadOnlySpan<int> ranks)
    {
        var answer = -1;
        var considered = 0;
        foreach (var rank in ranks)
        {
            if (rank < 0 || considered == Considered)
            {
                break;
            }

            if (rank == question.A || rank == question.B || rank == question.C)
            {
                continue;
            }

            considered++;
            answer = vocabulary.LeaderOf(rank);
            if (answer != question.A && answer != question.B && answer != question.C)
            {
                break;
            }
        }

        return answer;
    }
}
