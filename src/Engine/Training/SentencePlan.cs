using System.Runtime.CompilerServices;
using StreamW2V.Engine.Sampling;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training;

/// <summary>
/// Everything random about one sentence, drawn ahead of its training, so that the rows that come next are known early enough to be fetched: the words that
/// survive subsampling, the reach of each window and the negatives; and beside each row its learning rate. Reused from sentence to sentence.
/// </summary>
internal sealed class SentencePlan
{
    /// <summary>Output ids drawn ahead: hundreds of usual windows, and little memory for unusual ones.</summary>
    private const int OutputsAtOnce = 1 << 14;

    /// <summary>Draws for which the noise table is asked for ahead: a few windows, long enough for memory to answer.</summary>
    private const int DrawsAhead = 24;

    private readonly LearnerOptions _options;
    private readonly int _negatives;
    private readonly bool _isByPair;
    private int[] _words = new int[256];
    private float[] _rates = new float[256]; // of the input rows of _words
    private int[] _reaches = new int[256];
    private int[] _firstSets = new int[256];
    private int[] _repeats = new int[256];
    private int[] _starts = new int[257]; // of each set of outputs, complemented where one is repeated; behind the last set, the end
    private int[] _outputs = new int[256];
    private float[] _outputRates = new float[256];
    private int _end;
    private long _tokens;
    private RandomSource _ahead; // the draws that come, from some of them on

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

    /// <summary>The learning rates of their input rows.</summary>
    public ReadOnlySpan<float> Rates => _rates.AsSpan(0, Count);

    /// <summary>The learning rate of a row whose own share of it is 1.</summary>
    public float Rate { get; private set; }

    /// <summary>The shares of the rows.</summary>
    public RowRates Shares { get; private set; } = RowRates.Uniform;

    /// <summary>Windows whose draws are there: those before this center.</summary>
    public int Drawn { get; private set; }

    /// <summary>The rows that the windows drawn last predict or deny, some more than once; none where there are no negatives.</summary>
    public ReadOnlySpan<int> DrawnOutputs => _outputs.AsSpan(0, _end);

    /// <summary>Draws which words of a sentence stay; its windows are drawn by <see cref="DrawWindows"/>.</summary>
    /// <param name="ids">The sentence.</param>
    /// <param name="batch">The batch it is in.</param>
    /// <param name="tokens">Tokens given before its line: the time of a <see cref="NoisePool"/>.</param>
    /// <param name="random">Its draws.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(ReadOnlySpan<int> ids, TrainingBatch batch, long tokens, ref RandomSource random)
    {
        _tokens = tokens;
        Reserve(ids.Length);
        Subsample(ids, batch.Tables, ref random);
        Rate = batch.Rate;
        Shares = batch.Rates;
        for (var place = 0; place < Count; place++)
        {
            _repeats[place] = LatestRepeat(place);
            _rates[place] = Rate * Shares.Input(_words[place]);
        }

        Drawn = 0;
    }

    /// <summary>
    /// Draws the windows from <see cref="Drawn"/> on: to the end of the sentence, or as many as have a bounded number of outputs. What was drawn before is forgotten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void DrawWindows(SamplingTables tables, ref RandomSource random)
    {
        var sets = 0;
        _end = 0;
        _ahead = random;
        Foresee(tables, DrawsAhead);
        for (; Drawn < Count && _end < OutputsAtOnce; Drawn++)
        {
            _reaches[Drawn] = _options.FixedWindow ? _options.Window : 1 + random.NextInt32(_options.Window);
            _firstSets[Drawn] = sets;
            var contexts = Last(Drawn) - First(Drawn);
            var count = contexts == 0 ? 0 : _isByPair ? contexts : 1;
            if (_negatives > 0)
            {
                DrawOutputs(sets, count, _words[Drawn], tables, ref random);
            }

            sets += count;
        }
    }

    /// <summary>Forgets the windows, so that the same draws can be made again.</summary>
    public void Rewind() => Drawn = 0;

    /// <summary>What <paramref name="sentence"/> holds for the words of the window around <paramref name="center"/> but that one, in order, in <paramref name="room"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<T> WithoutCenter<T>(ReadOnlySpan<T> sentence, int center, T[] room)
    {
        int first = First(center), last = Last(center);
        sentence[first..center].CopyTo(room);
        sentence[(center + 1)..(last + 1)].CopyTo(room.AsSpan(center - first));
        return room.AsSpan(0, last - first);
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
    /// The center word and behind it its negatives. A window has one such set, or one for each context word where they are updated pair by pair.
    /// </summary>
    /// <param name="center">The center of the window.</param>
    /// <param name="draw">Which of its sets.</param>
    /// <param name="mayRepeat">Whether a negative was drawn twice.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> Outputs(int center, int draw, out bool mayRepeat)
    {
        var set = _firstSets[center] + draw;
        int start = _starts[set], end = _starts[set + 1];
        mayRepeat = start < 0;
        start ^= start >> 31;
        return _outputs.AsSpan(start, (end ^ (end >> 31)) - start);
    }

    /// <summary>The learning rates of the rows that <see cref="Outputs"/> lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<float> OutputRates(int center, int draw)
    {
        var set = _firstSets[center] + draw;
        int start = _starts[set], end = _starts[set + 1];
        start ^= start >> 31;
        return _outputRates.AsSpan(start, (end ^ (end >> 31)) - start);
    }

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
    private void DrawOutputs(int firstSet, int sets, int word, SamplingTables tables, ref RandomSource random)
    {
        var hasNoise = tables.HasNoise;
        ReserveSets(firstSet + sets, _end + (sets * (_negatives + 1)));
        Foresee(tables, (_options.FixedWindow ? 0 : 1) + (sets * _negatives));
        for (var set = firstSet; set < firstSet + sets; set++)
        {
            var start = _end;
            var repeats = false;
            _outputRates[_end] = Rate * Shares.Output(word);
            _outputs[_end++] = word;
            for (var k = 0; k < _negatives; k++)
            {
                var negative = hasNoise ? DrawOther(word, tables, ref random) : -1;
                for (var i = start + 1; i < _end && !repeats; i++)
                {
                    repeats = _outputs[i] == negative;
                }

                // A draw given up is overwritten by the next one.
                _outputs[_end] = negative;
                _outputRates[_end] = Rate * Shares.Output(negative);
                _end += negative < 0 ? 0 : 1;
            }

            _starts[set] = repeats ? ~start : start;
            _starts[set + 1] = _end;
        }
    }

    /// <summary>A negative equal to the word, or taken out of the tables, is drawn again; a vocabulary with hardly any other word gives up on it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int DrawOther(int word, SamplingTables tables, ref RandomSource random)
    {
        for (var attempt = 0; attempt < 9; attempt++)
        {
            var negative = tables.DrawNoise(_tokens, ref random);
            if (negative != word && negative >= 0)
            {
                return negative;
            }
        }

        return -1;
    }

    /// <summary>
    /// Brings near what further draws will look at in a large noise table. Their bits are known, whatever they are drawn for: those that turn out to be the reach of a window have brought a cell in vain. A word that is
    /// drawn again uses up one draw of the lead. It changes no draw.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Foresee(SamplingTables tables, int draws)
    {
        if (tables.Pool is null && tables.Noise.IsLarge)
        {
            var ahead = _ahead;
            for (var i = 0; i < draws; i++)
            {
                tables.Noise.Expect(ahead.NextUInt64());
            }

            _ahead = ahead;
        }
    }

    private void Reserve(int words)
    {
        if (_words.Length < words)
        {
            var length = Math.Max(words, _words.Length * 2);
            _words = new int[length];
            _rates = new float[length];
            _reaches = new int[length];
            _firstSets = new int[length];
            _repeats = new int[length];
        }
    }

    private void ReserveSets(int sets, int outputs)
    {
        if (_starts.Length <= sets)
        {
            Array.Resize(ref _starts, Math.Max(sets + 1, _starts.Length * 2));
        }

        if (_outputs.Length <= outputs)
        {
            Array.Resize(ref _outputs, Math.Max(outputs + 1, _outputs.Length * 2));
            Array.Resize(ref _outputRates, _outputs.Length);
        }
    }
}
