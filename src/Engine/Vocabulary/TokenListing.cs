namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// The tokens of a <see cref="TokenTable"/> as they are at one moment. Places and lengths are copied, the bytes are not: a token's bytes stay where they are until it is freed, and blocks that are
/// swept together anew are other blocks.
/// </summary>
internal sealed class TokenListing
{
    private readonly ReusedArray<long> _places = new();
    private readonly ReusedArray<ushort> _lengths = new();
    private byte[][] _blocks = [];

    /// <summary>Tokens, empty ones of free ids included.</summary>
    public int Count => _places.Count;

    /// <summary>The token of an id; empty for a free one.</summary>
    public ReadOnlySpan<byte> this[int id] => TokenTable.At(_blocks, _places[id], _lengths[id]);

    /// <summary>Takes the memory that a copy of so many places needs.</summary>
    public void Reserve(int count)
    {
        _places.Reserve(count);
        _lengths.Reserve(count);
    }

    /// <summary>Takes over a table as it is now.</summary>
    public void Take(ReadOnlySpan<long> places, ReadOnlySpan<ushort> lengths, byte[][] blocks)
    {
        _places.Take(places);
        _lengths.Take(lengths);
        _blocks = blocks;
    }
}
