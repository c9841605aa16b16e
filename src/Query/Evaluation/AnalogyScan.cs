using System.Runtime.Intrinsics;
using StreamW2V.Numerics;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Evaluation;

/// <summary>
/// One thread's share of an analogy evaluation: a range of candidate words against all questions. Some hundred distinct words make
/// up all the questions of a file, so the inner product of every question word with every candidate is computed once, a block of
/// candidates at a time, and each question then only adds three numbers per candidate: (b − a + c)·w = b·w − a·w + c·w.
/// </summary>
internal sealed class AnalogyScan : IKernelAction<AnalogyScan>
{
    /// <summary>Candidates kept per question: gensim looks at five, and up to three may be the question's own words.</summary>
    public const int Kept = 8;

    private const int Block = 64;

    private readonly WordVectors _vectors;
    private readonly int[] _ids;
    private readonly float[] _questionWords;
    private readonly (int A, int B, int C)[] _questions;
    private readonly int _first;
    private readonly int _end;
    private readonly float[] _similarities;
    private readonly int[] _ranks;

    /// <summary>Prepares a scan of the candidates of ranks <paramref name="first"/> to <paramref name="end"/> − 1.</summary>
    /// <param name="vectors">The model.</param>
    /// <param name="ids">The row of each rank.</param>
    /// <param name="questionWords">Unit rows of the distinct question words, each of the model's stride.</param>
    /// <param name="questions">The questions as indices into <paramref name="questionWords"/>.</param>
    /// <param name="first">The first candidate.</param>
    /// <param name="end">One past the last candidate.</param>
    public AnalogyScan(WordVectors vectors, int[] ids, float[] questionWords, (int A, int B, int C)[] questions, int first, int end)
    {
        _vectors = vectors;
        _ids = ids;
        _questionWords = questionWords;
        _questions = questions;
        _first = first;
        _end = end;
        _similarities = new float[checked(questions.Length * Kept)];
        _similarities.AsSpan().Fill(float.NegativeInfinity);
        _ranks = new int[_similarities.Length];
        _ranks.AsSpan().Fill(-1);
    }

    /// <summary>The best candidates of a question, best first; rank −1 where there were fewer.</summary>
    public ReadOnlySpan<int> RanksOf(int question) => _ranks.AsSpan(question * Kept, Kept);

    /// <inheritdoc/>
    public AnalogyScan Run<TKernel>()
        where TKernel : struct, IKernel
    {
        var stride = _vectors.Rows.Stride;
        var words = _questionWords.Length / stride;
        var block = new float[Block * stride];
        var dots = new float[words * Block];
        for (var first = _first; first < _end; first += Block)
        {
            var count = Math.Min(Block, _end - first);
            for (var i = 0; i < count; i++)
            {
                UnitRow(_vectors, _ids[first + i], block.AsSpan(i * stride, stride));
            }

            for (var word = 0; word < words; word++)
            {
                var unit = _questionWords.AsSpan(word * stride, stride);
                TKernel.DotRows(unit, block.AsSpan(0, count * stride), dots.AsSpan(word * Block, count));
            }

            for (var question = 0; question < _questions.Length; question++)
            {
                var (a, b, c) = _questions[question];
                Answer(question, dots.AsSpan(a * Block, count), dots.AsSpan(b * Block, count), dots.AsSpan(c * Block, count), first);
            }
        }

        return this;
    }

    /// <summary>Takes in the candidates another scan of the same questions has kept.</summary>
    public void Merge(AnalogyScan other)
    {
        for (var i = 0; i < _ranks.Length; i++)
        {
            if (other._ranks[i] >= 0)
            {
                Insert(i / Kept, other._similarities[i], other._ranks[i]);
            }
        }
    }

    /// <summary>Copies the vector of a row, scaled to length 1, into <paramref name="unit"/>; zeros if the vector is zero.</summary>
    /// <exception cref="Formats.BadFormatException">The vector is not finite; the message names its word.</exception>
    public static void UnitRow(WordVectors vectors, int id, Span<float> unit)
    {
        unit.Clear();
        var norm = vectors.Norm(id);
        var vector = vectors.Vector(id);
        for (var d = 0; d < vector.Length && norm > 0; d++)
        {
            unit[d] = (float)(vector[d] / norm);
        }
    }

    private void Answer(int question, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, int first)
    {
        var last = (question * Kept) + Kept - 1;
        var threshold = _similarities[last];
        b = b[..a.Length];
        c = c[..a.Length];
        for (var i = 0; i < a.Length;)
        {
            // Eight candidates at a time are passed over; very few reach the threshold.
            if (a.Length - i >= Vector256<float>.Count)
            {
                var eight = Vector256.Create(b[i..]) - Vector256.Create(a[i..]) + Vector256.Create(c[i..]);
                if (!Vector256.GreaterThanAny(eight, Vector256.Create(threshold)))
                {
                    i += Vector256<float>.Count;
                    continue;
                }
            }

            for (var end = Math.Min(i + Vector256<float>.Count, a.Length); i < end; i++)
            {
                var similarity = b[i] - a[i] + c[i];
                if (similarity > threshold)
                {
                    Insert(question, similarity, first + i);
                    threshold = _similarities[last];
                }
            }
        }
    }

    // Equal similarities keep the more frequent word in front: candidates come in by rank within a scan, and scans are merged
    // by ascending range.
    private void Insert(int question, float similarity, int rank)
    {
        var similarities = _similarities.AsSpan(question * Kept, Kept);
        var ranks = _ranks.AsSpan(question * Kept, Kept);
        if (similarity <= similarities[^1])
        {
            return;
        }

        var at = Kept - 1;
        for (; at > 0 && similarities[at - 1] < similarity; at--)
        {
            similarities[at] = similarities[at - 1];
            ranks[at] = ranks[at - 1];
        }

        similarities[at] = similarity;
        ranks[at] = rank;
    }
}
