using System.Runtime.CompilerServices;

namespace StreamW2V.Query.Vectors;

/// <summary>
/// The words of a set of vectors as one run of UTF-8 bytes and the end of each word in it, so that a million words cost no
/// million strings. Ids are positions; the word of a free row is empty.
/// </summary>
internal sealed class WordList
{
    private byte[] _bytes;
    private int[] _ends;

    /// <summary>An empty list with room for <paramref name="words"/> words of common length.</summary>
    public WordList(int words = 1024)
    {
        _ends = new int[Math.Max(words, 16)];
        _bytes = new byte[(int)Math.Min(Math.Max(words, 16) * 8L, Array.MaxLength)];
    }

    /// <summary>Number of words, free rows included.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of the word with this id; empty for a free row.</summary>
    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)Count, nameof(id));
            var start = id == 0 ? 0 : _ends[id - 1];
            return _bytes.AsSpan(start, _ends[id] - start);
        }
    }

    /// <summary>The first id with this word, or -1; looks at every word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int IndexOf(ReadOnlySpan<byte> word)
    {
        var start = 0;
        for (var id = 0; id < Count; id++)
        {
            var end = _ends[id];
            if (end - start == word.Length && _bytes.AsSpan(start, word.Length).SequenceEqual(word))
            {
                return id;
            }

            start = end;
        }

        return -1;
    }

    /// <summary>Appends a copy of <paramref name="word"/> and returns its id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(ReadOnlySpan<byte> word)
    {
        var used = Count == 0 ? 0 : _ends[Count - 1];
        var end = checked(used + word.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(_bytes.Length * 2L, end), Array.MaxLength));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        word.CopyTo(_bytes.AsSpan(used));
        _ends[Count] = end;
        return Count++;
    }
}
