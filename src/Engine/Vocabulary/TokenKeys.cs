using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// Keys and hashes of some tokens that follow each other in a sentence. Hashing and looking up by the batch lets the processor work on many tokens at
/// a time, where one after the other each waits for its own chain of additions and its own cache misses.
/// </summary>
internal sealed class TokenKeys
{
    /// <summary>The most tokens held: their keys and hashes stay in the first cache.</summary>
    public const int Capacity = 128;

    private readonly TokenHash _hash;
    private readonly ulong[] _heads = new ulong[Capacity];
    private readonly ulong[] _tails = new ulong[Capacity];
    private readonly ulong[] _hashes = new ulong[Capacity];

    /// <summary>No tokens yet; <paramref name="hash"/> is the store's.</summary>
    public TokenKeys(TokenHash hash) => _hash = hash;

    /// <summary>Tokens held.</summary>
    public int Count { get; private set; }

    /// <summary>The hashes of the tokens.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, Count);

    /// <summary>The heads of the tokens' keys.</summary>
    public ReadOnlySpan<ulong> Heads => _heads.AsSpan(0, Count);

    /// <summary>The tails of the tokens' keys.</summary>
    public ReadOnlySpan<ulong> Tails => _tails.AsSpan(0, Count);

    /// <summary>Takes the tokens from <paramref name="first"/> on, as many as there are and fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(TokenBuffer tokens, int first)
    {
        Count = Math.Min(tokens.Count - first, Capacity);
        var heads = _heads.AsSpan(0, Count);
        var tails = _tails.AsSpan(0, heads.Length);
        var hasLong = false;
        for (var i = 0; i < heads.Length; i++)
        {
            var memory = tokens.From(first + i, out var length);
            var key = TokenKey.OfShort(memory, length);
            heads[i] = key.Head;
            tails[i] = key.Tail;
            hasLong |= length >= TokenKey.LongBytes;
        }

        var whole = (Count + 3) & ~3;
        _hash.OfShort(_heads.AsSpan(0, whole), _tails.AsSpan(0, whole), _hashes.AsSpan(0, whole));
        if (hasLong)
        {
            HashLong(tokens, first);
        }
    }

    private void HashLong(TokenBuffer tokens, int first)
    {
        for (var i = 0; i < Count; i++)
        {
            var token = tokens[first + i];
            if (token.Length >= TokenKey.LongBytes)
            {
                _hashes[i] = _hash.Of(token);
                (_heads[i], _tails[i]) = (_hashes[i], TokenKey.Long);
            }
        }
    }
}
