using StreamW2V.Numerics;

namespace StreamW2V.Engine.Training.Replay;

/// <summary>
/// A uniform sample of all sentences so far, in a bounded number of tokens. A sentence has a random key, which follows from its number; held are exactly those
/// with a key below a threshold, however long they are, and where they become too many tokens the threshold falls (Gibbons and Matias, 1998). So each
/// sentence, early or late, is in it with the same probability, independently of all others, and nothing but numbers and words has to be saved.
/// </summary>
internal sealed class SentenceSample
{
    /// <summary>A sentence of more than this share of the tokens would push out many others, and is not held.</summary>
    private const int LongestShare = 8;

    /// <summary>Bytes for each token at most: its id, and half of number and end, because a sentence has two tokens or more.</summary>
    private const int BytesPerToken = sizeof(int) + ((sizeof(long) + sizeof(int)) / 2);

    private readonly ulong _seed;
    private readonly int _maxTokens;
    private readonly RowChanges _changes;
    private long[] _numbers = [];
    private int[] _ends = [];
    private int[] _ids = [];
    private bool _isShared;

    /// <summary>An empty sample of at most <paramref name="maxTokens"/> tokens.</summary>
    /// <param name="seed">The seed of the store.</param>
    /// <param name="maxTokens">Tokens held at most.</param>
    /// <param name="changes">Which words are gone: where the threshold falls, they are swept out.</param>
    public SentenceSample(ulong seed, int maxTokens, RowChanges changes)
    {
        _seed = seed;
        _maxTokens = maxTokens;
        _changes = changes;
    }

    /// <summary>Held are sentences whose key is below it.</summary>
    public long Threshold { get; private set; } = long.MaxValue;

    /// <summary>Sentences held, in the order of their numbers.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens of these.</summary>
    public int Tokens => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>The ids of a sentence as they were when it was new.</summary>
    public ReadOnlySpan<int> this[int sentence] => _ids.AsSpan(Start(sentence), _ends[sentence] - Start(sentence));

    /// <summary>The most bytes that a sample of so many tokens takes: a sentence beyond them before the threshold falls, and arrays of half the size while they grow.</summary>
    public static long BytesFor(int maxTokens) => (maxTokens + ((long)maxTokens / LongestShare)) * BytesPerToken * 3 / 2;

    /// <summary>The number of a sentence.</summary>
    public long Number(int sentence) => _numbers[sentence];

    /// <summary>Takes a fresh sentence of two words or more in, if its key is below the threshold. Numbers ascend from call to call.</summary>
    public void Offer(long number, ReadOnlySpan<int> ids)
    {
        if (KeyOf(number) < Threshold && ids.Length <= _maxTokens / LongestShare)
        {
            Append(number, ids);
            Bound();
        }
    }

    /// <summary>Begins to take over a sample that was saved.</summary>
    public void Restore(long threshold) => Threshold = threshold;

    /// <summary>Takes over a sentence of it; where the bound has become lower since, the threshold falls.</summary>
    public void Restore(long number, ReadOnlySpan<int> ids)
    {
        if (ids.Length >= 2)
        {
            Offer(number, ids);
        }
    }

    /// <summary>The arrays, of which what is held now does not change until <see cref="EndShare"/>.</summary>
    public (long[] Numbers, int[] Ends, int[] Ids) Share()
    {
        _isShared = true;
        return (_numbers, _ends, _ids);
    }

    /// <summary>Ends what <see cref="Share"/> began, on any thread.</summary>
    public void EndShare() => Volatile.Write(ref _isShared, false);

    private long KeyOf(long number) => (long)(new RandomSource(_seed, RandomUse.SentenceSample, (ulong)number).NextUInt64() >> 1);

    private int Start(int sentence) => sentence == 0 ? 0 : _ends[sentence - 1];

    private void Append(long number, ReadOnlySpan<int> ids)
    {
        var start = Tokens;
        Reserve(ref _numbers, Count + 1, 2);
        Reserve(ref _ends, Count + 1, 2);
        Reserve(ref _ids, start + ids.Length, 1);
        ids.CopyTo(_ids.AsSpan(start));
        _numbers[Count] = number;
        _ends[Count++] = start + ids.Length;
    }

    private void Bound()
    {
        while (Tokens > _maxTokens)
        {
            Lower();
        }
    }

    /// <summary>Lowers the threshold by an eighth, and sweeps out what is no longer below it.</summary>
    private void Lower()
    {
        if (Volatile.Read(ref _isShared))
        {
            (_numbers, _ends, _ids) = ([.. _numbers], [.. _ends], [.. _ids]);
            _isShared = false;
        }

        Threshold -= Threshold / 8;
        var (kept, end, start) = (0, 0, 0);
        for (var sentence = 0; sentence < Count; sentence++)
        {
            var (number, last, first) = (_numbers[sentence], _ends[sentence], end);
            if (KeyOf(number) < Threshold)
            {
                for (var i = start; i < last; i++)
                {
                    _ids[end] = _ids[i];
                    end += _changes.Since(_ids[i]) <= number ? 1 : 0;
                }

                if (end - first >= 2)
                {
                    (_numbers[kept], _ends[kept]) = (number, end);
                    kept++;
                }
                else
                {
                    end = first;
                }
            }

            start = last;
        }

        Count = kept;
    }

    /// <summary>Capacities are halves of the largest one, so that growing never takes more than one and a half of it.</summary>
    private void Reserve<T>(ref T[] array, int length, int tokensPerItem)
    {
        if (array.Length >= length)
        {
            return;
        }

        var capacity = (int)((_maxTokens + ((long)_maxTokens / LongestShare)) / tokensPerItem) + 1;
        while (capacity / 2 >= Math.Max(length, 512))
        {
            capacity /= 2;
        }

        Array.Resize(ref array, capacity);
    }
}
