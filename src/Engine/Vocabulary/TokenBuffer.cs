namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The tokens of one sentence as a single run of UTF-8 bytes and the end of each token in it. A tokenizer fills it, the
/// vocabulary reads it, and it is reused for the next sentence, so that no string and no array is made per token.
/// </summary>
public sealed class TokenBuffer
{
    private byte[] _bytes = new byte[4096];
    private int[] _ends = new int[512];
    private int _used;

    /// <summary>Number of tokens held.</summary>
    public int Count { get; private set; }

    /// <summary>Total length of the tokens in bytes.</summary>
    public int Bytes => _used;

    /// <summary>The bytes of token <paramref name="index"/>, valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Forgets all tokens and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    /// <summary>Appends a copy of <paramref name="token"/>.</summary>
    public void Add(ReadOnlySpan<byte> token)
    {
        token.CopyTo(Reserve(token.Length));
        Commit(token.Length);
    }

    /// <summary>Room for at least <paramref name="bytes"/> bytes behind the last token, to be filled and then kept by <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - _used < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_used + bytes)));
        }

        return _bytes.AsSpan(_used);
    }

    /// <summary>Makes the first <paramref name="bytes"/> bytes of the reserved room the next token.</summary>
    public void Commit(int bytes)
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        _used += bytes;
        _ends[Count++] = _used;
    }
}
