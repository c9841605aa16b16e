using System.Runtime.CompilerServices;
using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Everything random about one sentence, drawn before its training starts, so that the rows that come next are known early enough to be fetched: the words that
/// survive subsampling, the reach of each window and the negatives. Reused from sentence to sentence.
/// </summary>
internal sealed class SentencePlan
{
    private readonly LearnerOptions _options;
    private readonly int _negatives;
    private readonly bool _isByPair;
    private int[] _words = new int[256];
    private int[] _reaches = new int[256];
    private int[] _firstSets = new int[256];
    private int[] _repeats = new int[256];
    private int[] _draws = new int[256];

    /// <summary>A plan for sentences trained with <paramref name="options"/>.</summary>
    public SentencePlan(LearnerOptions options)
    {
        _options = options;
        _negatives = options.Objective.HasFlag(Objective.NegativeSampling) ? options.Negatives : 0;
        _isByPair = options.Architecture == Architecture.SkipGram && options.UpdateOrder == UpdateOrder.Pair;
    }

    /// <summary>Words that survived subsampling; each is the center of one window.</summary>
    public int Count { get; private set; }

    /// <summary>The words that survived, in order.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, Count);

    /// <summary>Draws a sentence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Draw(ReadOnlySpan<int> ids, SamplingTables tables, ref RandomSource random)
    {
        Reserve(ids.Length);
        Subsample(ids, tables, ref random);
        var sets = 0;
        for (var center = 0; center < Count; center++)
        {
            _reaches[center] = _options.FixedWindow ? _options.Window : 1 + random.NextInt32(_options.Window);
            _repeats[center] = LatestRepeat(center);
            _firstSets[center] = sets;
            var contexts = Last(center) - First(center);
            var count = contexts == 0 ? 0 : _isByPair ? contexts : 1;
            if (_negatives > 0)
            {
                DrawNegatives(sets, count, _words[center], tables.Noise, ref random);
            }

            sets += count;
        }
    }

    /// <summary>The place of the first word of the window around <paramref name="center"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int center) => Math.Max(0, center - _reaches[center]);

    /// <summary>The place of the last word of the window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Last(int center) => Math.Min(Count - 1, center + _reaches[center]);

    /// <summary>Whether a word may stand twice in the window around <paramref name="center"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayRepeat(int center) => _repeats[Last(center)] >= First(center);

    /// <summary>
    /// The negatives of a window, which has one set, or one for each context word where they are updated pair by pair; -1 stands for a draw given up.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> Negatives(int center, int draw) => _draws.AsSpan((_firstSets[center] + draw) * _negatives, _negatives);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Subsample(ReadOnlySpan<int> ids, SamplingTables tables, ref RandomSource random)
    {
        // Whether a word stays is a coin toss, so every word is written and only some move the end on: no branch to mispredict.
        var count = 0;
        foreach (var id in ids)
        {
            _words[count] = id;
            count += random.NextSingle() < tables.Keep(id) ? 1 : 0;
        }

        Count = count;
    }

    /// <summary>The largest place up to this one's predecessor whose word stands again, a window's width further at most, up to this place; -1 if there is none.</summary>
    private int LatestRepeat(int place)
    {
        var start = Math.Max(0, place - (2 * _options.Window));
        var found = _words.AsSpan(start, place - start).LastIndexOf(_words[place]);
        var before = place == 0 ? -1 : _repeats[place - 1];
        return found < 0 ? before : Math.Max(before, start + found);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DrawNegatives(int firstSet, int sets, int word, NoiseDistribution noise, ref RandomSource random)
    {
        var first = firstSet * _negatives;
        var end = first + (sets * _negatives);
        if (_draws.Length < end)
        {
            Array.Resize(ref _draws, Math.Max(end, _draws.Length * 2));
        }

        for (var i = first; i < end; i++)
        {
            _draws[i] = noise.Count == 0 ? -1 : DrawOther(word, noise, ref random);
        }
    }

    /// <summary>A negative equal to the word is drawn again; a vocabulary with hardly any other word gives up on it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DrawOther(int word, NoiseDistribution noise, ref RandomSource random)
    {
        for (var attempt = 0; attempt < 9; attempt++)
        {
            var negative = noise.Draw(ref random);
            if (negative != word)
            {
                return negative;
            }
        }

        return -1;
    }

    private void Reserve(int words)
    {
        if (_words.Length < words)
        {
            var length = Math.Max(words, _words.Length * 2);
            _words = new int[length];
            _reaches = new int[length];
            _firstSets = new int[length];
            _repeats = new int[length];
        }
    }
}
