namespace StreamW2V.Engine.Vocabulary;

/// <summary>For each candidate the first <see cref="Most"/> words of the vocabulary that stood around it, nearest first, sighting by sighting.</summary>
internal sealed class ContextWords
{
    /// <summary>Words kept for a candidate: most are seen once from one edge to the next, in a window of ten.</summary>
    public const int Most = 16;

    /// <summary>Bytes for each candidate.</summary>
    internal const int BytesPerCandidate = (Most * sizeof(int)) + 1;

    /// <summary>Where most words are not known the window is not filled from afar: it ends at this many times its width.</summary>
    private const int Reach = 4;

    private int[] _ids = [];
    private byte[] _counts = [];

    /// <summary>Bytes as allocated.</summary>
    internal long Bytes => (_ids.Length * (long)sizeof(int)) + _counts.Length;

    /// <summary>The words of a candidate; a word that stood there twice is there twice.</summary>
    public ReadOnlySpan<int> this[int candidate] => candidate < _counts.Length ? _ids.AsSpan(candidate * Most, _counts[candidate]) : default;

    /// <summary>Adds the words around place <paramref name="center"/> of a line, as far as there is room: up to <paramref name="window"/> known ones to each side, over unknown ones, as in training.</summary>
    /// <param name="candidate">The number of the candidate.</param>
    /// <param name="line">The ids of the line, negative where a word is not known.</param>
    /// <param name="center">Where in the line the candidate stands.</param>
    /// <param name="window">Words to each side.</param>
    public void AddAround(int candidate, ReadOnlySpan<int> line, int center, int window)
    {
        Span<int> found = stackalloc int[Most];
        var (count, left, right) = (0, 0, 0);
        for (var distance = 1; distance <= window * Reach && count < Most; distance++)
        {
            if (left < window && center - distance >= 0 && line[center - distance] >= 0)
            {
                found[count++] = line[center - distance];
                left++;
            }

            if (right < window && count < Most && center + distance < line.Length && line[center + distance] >= 0)
            {
                found[count++] = line[center + distance];
                right++;
            }
        }

        Add(candidate, found[..count]);
    }

    /// <summary>Adds words as far as there is room.</summary>
    public void Add(int candidate, ReadOnlySpan<int> ids)
    {
        if (candidate >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(candidate + 1, Math.Max(256, _counts.Length * 2)));
            Array.Resize(ref _ids, _counts.Length * Most);
        }

        var count = Math.Min(ids.Length, Most - _counts[candidate]);
        ids[..count].CopyTo(_ids.AsSpan((candidate * Most) + _counts[candidate]));
        _counts[candidate] += (byte)count;
    }

    /// <summary>Forgets a word wherever it stands.</summary>
    public void Remove(int id)
    {
        for (var candidate = 0; candidate < _counts.Length; candidate++)
        {
            var others = this[candidate].ToArray().Where(other => other != id).ToArray();
            _counts[candidate] = 0;
            Add(candidate, others);
        }
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => Array.Clear(_counts);
}
