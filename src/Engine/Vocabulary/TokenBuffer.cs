namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The tokens of one sentence as places in one run of UTF-8 bytes. A tokenizer fills it, the vocabulary reads it, and it is reused for the next
/// sentence, so that no string and no array is made per token. A tokenizer either appends tokens one by one (<see cref="Add"/>, or <see cref="Reserve"/>
/// and <see cref="Commit"/>), or puts a whole line there (<see cref="Keep"/>) and says where its tokens are (<see cref="Mark"/>), which copies once a line.
/// </summary>
public sealed class TokenBuffer
{
    /// <summary>
    /// Bytes, of any content, that can be read behind everything held: a scan by blocks of 64 bytes and a load of a token's last 8 need no tail loop.
    /// </summary>
    public const int PaddingBytes = 64;

    private byte[] _bytes = new byte[4096];
    private (int Start, int Length)[] _places = new (int, int)[512];
    private int _text;
    private int _used;

    /// <summary>Number of tokens held.</summary>
    public int Count { get; private set; }

    /// <summary>Total length of the tokens in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>The bytes of token <paramref name="index"/>, valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var (start, length) = _places[index];
            return _bytes.AsSpan(start, length);
        }
    }

    /// <summary>Forgets all tokens and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        Bytes = 0;
        _text = 0;
        _used = 0;
    }

    /// <summary>Appends a copy of <paramref name="token"/>.</summary>
    public void Add(ReadOnlySpan<byte> token)
    {
        token.CopyTo(Reserve(token.Length));
        Commit(token.Length);
    }

    /// <summary>
    /// Room for at least <paramref name="bytes"/> bytes behind what is held, to be filled and then kept by <see cref="Commit"/> or <see cref="Keep"/>.
    /// </summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - _used - PaddingBytes < bytes)
        {
            Array.Resize(ref _bytes, Math.Max((int)Math.Min(_bytes.Length * 2L, Array.MaxLength), checked(_used + bytes + PaddingBytes)));
        }

        return _bytes.AsSpan(_used);
    }

    /// <summary>Makes the first <paramref name="bytes"/> bytes of the reserved room the next token.</summary>
    public void Commit(int bytes)
    {
        Hold(_used, bytes);
        _used += bytes;
    }

    /// <summary>
    /// Makes the first <paramref name="bytes"/> bytes of the reserved room text in which <see cref="Mark"/> then finds tokens. Returns this text
    /// and <see cref="PaddingBytes"/> bytes more.
    /// </summary>
    public ReadOnlySpan<byte> Keep(int bytes)
    {
        _text = _used;
        _used += bytes;
        return _bytes.AsSpan(_text, bytes + PaddingBytes);
    }

    /// <summary>Makes <paramref name="bytes"/> bytes from <paramref name="start"/> on in the text last kept the next token.</summary>
    public void Mark(int start, int bytes) => Hold(_text + start, bytes);

    /// <summary>The memory from a token's first byte on, at least <see cref="PaddingBytes"/> long, and the token's length.</summary>
    internal ReadOnlySpan<byte> From(int index, out int length)
    {
        (var start, length) = _places[index];
        return _bytes.AsSpan(start);
    }

    private void Hold(int start, int bytes)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, _places.Length * 2);
        }

        _places[Count++] = (start, bytes);
        Bytes += bytes;
    }
}
