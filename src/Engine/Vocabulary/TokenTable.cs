using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A dictionary from tokens to small ids: open addressing with linear probing over the tokens' hashes, the bytes in blocks that never move.
/// Ids are given out in order from 0. A slot holds the upper half of the hash and the id + 1, so that a probe that fails touches one cache line; what a
/// find is compared with lies by id, where frequent words, which come early, lie together. One writer; no reader beside it.
/// </summary>
internal sealed class TokenTable
{
    private const int BlockBits = 20;
    private const ulong UpperHalf = 0xFFFF_FFFF_0000_0000;
    private readonly List<byte[]> _blocks = [];
    private ulong[] _slots = new ulong[1024]; // upper half of the hash, id + 1; or 0 where free
    private TokenKey[] _keys = new TokenKey[512];
    private ulong[] _hashes = new ulong[512];
    private long[] _places = new long[512]; // block number and offset
    private ushort[] _lengths = new ushort[512];
    private long _end;
    private long _dead;

    /// <summary>The longest token, in bytes; a tokenizer yields none that is longer.</summary>
    public const int MaxTokenBytes = 256;

    /// <summary>Bytes of each id's key, hash, place and length, beside the slots, of which there are twice to four times as many as ids.</summary>
    internal const int BytesPerId = 16 + sizeof(ulong) + sizeof(long) + sizeof(ushort);

    /// <summary>Bytes of blocks begun and not filled, and of dead tokens that are not worth a sweep.</summary>
    internal const int SpareBytes = 4 << BlockBits;

    /// <summary>Ids given out.</summary>
    public int Count { get; private set; }

    /// <summary>The token with the given id.</summary>
    public ReadOnlySpan<byte> this[int id] =>
        _lengths[id] == 0 ? default : _blocks[(int)(_places[id] >> BlockBits)].AsSpan((int)(_places[id] & ((1 << BlockBits) - 1)), _lengths[id]);

    /// <summary>A token of a listing.</summary>
    internal static ReadOnlySpan<byte> At(byte[][] blocks, long place, int length) =>
        length == 0 ? default : blocks[(int)(place >> BlockBits)].AsSpan((int)(place & ((1 << BlockBits) - 1)), length);

    /// <summary>Gives a listing the tokens as they are now.</summary>
    internal void CopyTo(TokenListing listing) => listing.Take(_places.AsSpan(0, Count), _lengths.AsSpan(0, Count), [.. _blocks]);

    /// <summary>Bytes as allocated. While a table grows or its dead tokens are swept out, the old arrays are there beside the new ones.</summary>
    internal long Bytes => ((long)_slots.Length * sizeof(ulong)) + (_hashes.Length * (long)BytesPerId) + ((long)_blocks.Count << BlockBits);

    /// <summary>The hash of the token with the given id.</summary>
    public ulong HashOf(int id) => _hashes[id];

    /// <summary>The id of a token, or -1.</summary>
    public int Find(ReadOnlySpan<byte> token, ulong hash) => Find(TokenKey.Of(token, hash), token, hash);

    /// <summary>The ids, or -1, of the tokens from <paramref name="first"/> on whose keys are given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(TokenKeys keys, TokenBuffer tokens, int first, Span<int> ids)
    {
        var hashes = keys.Hashes;
        var heads = keys.Heads[..hashes.Length];
        var tails = keys.Tails[..hashes.Length];
        ids = ids[..hashes.Length];
        var slots = _slots;
        var known = _keys;

        // The home slots first: nothing in this loop depends on what it loads, so its cache misses overlap.
        for (var i = 0; i < hashes.Length; i++)
        {
            ids[i] = IdIn(slots[(int)hashes[i] & (slots.Length - 1)]);
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            var id = ids[i];
            if (id < 0)
            {
                continue;
            }

            ref readonly var key = ref known[id];
            if (((key.Head ^ heads[i]) | (key.Tail ^ tails[i])) != 0 || tails[i] == TokenKey.Long)
            {
                ids[i] = Find(new TokenKey(heads[i], tails[i]), tokens[first + i], hashes[i]);
            }
        }
    }

    /// <summary>Gives the next id to a token that is not in the table.</summary>
    public int Add(ReadOnlySpan<byte> token, ulong hash)
    {
        var id = NextId();
        Keep(id, token, hash);
        if (Count * 2 > _slots.Length)
        {
            _slots = new ulong[_slots.Length * 2];
            for (var i = 0; i < Count; i++)
            {
                if (_lengths[i] > 0)
                {
                    Link(i);
                }
            }
        }
        else
        {
            Link(id);
        }

        return id;
    }

    /// <summary>Gives out the next id without a token; <see cref="Replace"/> gives it one.</summary>
    public int AddFree()
    {
        var id = NextId();
        _lengths[id] = 0;
        return id;
    }

    /// <summary>Takes the id from its token; it is then free, its token empty and found by no look-up.</summary>
    public void Free(int id)
    {
        Unlink(id);
        _blocks[(int)(_places[id] >> BlockBits)].AsSpan((int)(_places[id] & ((1 << BlockBits) - 1)), _lengths[id]).Clear();
        _dead += _lengths[id];
        _lengths[id] = 0;
    }

    /// <summary>Takes the id from its token, if it has one, and gives it to another that is not in the table.</summary>
    public void Replace(int id, ReadOnlySpan<byte> token, ulong hash)
    {
        if (_lengths[id] > 0)
        {
            Unlink(id);
        }

        _dead += _lengths[id];
        Keep(id, token, hash);
        Link(id);
        if (_dead > _end / 2 && _dead > 1 << BlockBits)
        {
            Compact();
        }
    }

    /// <summary>Forgets all tokens.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
        _end = 0;
        _dead = 0;
        if (_blocks.Count > 1)
        {
            _blocks.RemoveRange(1, _blocks.Count - 1);
        }
    }

    private int NextId()
    {
        var id = Count++;
        if (id == _hashes.Length)
        {
            Array.Resize(ref _hashes, id * 2);
            Array.Resize(ref _keys, id * 2);
            Array.Resize(ref _places, id * 2);
            Array.Resize(ref _lengths, id * 2);
        }

        return id;
    }

    private int Find(TokenKey key, ReadOnlySpan<byte> token, ulong hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var entry = _slots[slot];
            if (entry == 0)
            {
                return -1;
            }

            var id = IdIn(entry);
            if (IsOf(entry, hash) && _keys[id] == key && (!key.IsLong || this[id].SequenceEqual(token)))
            {
                return id;
            }
        }
    }

    private static int IdIn(ulong entry) => (int)(uint)entry - 1;

    private static bool IsOf(ulong entry, ulong hash) => ((entry ^ hash) & UpperHalf) == 0;

    private void Keep(int id, ReadOnlySpan<byte> token, ulong hash)
    {
        if (token.Length is 0 or > MaxTokenBytes)
        {
            throw new ArgumentException($"A token has 1 to {MaxTokenBytes} bytes, not {token.Length}.", nameof(token));
        }

        var room = (1 << BlockBits) - (int)(_end & ((1 << BlockBits) - 1));
        if (room < token.Length)
        {
            _end += room;
            _dead += room;
        }

        var block = (int)(_end >> BlockBits);
        if (block == _blocks.Count)
        {
            _blocks.Add(new byte[1 << BlockBits]);
        }

        token.CopyTo(_blocks[block].AsSpan((int)(_end & ((1 << BlockBits) - 1))));
        _places[id] = _end;
        _lengths[id] = (ushort)token.Length;
        _hashes[id] = hash;
        _keys[id] = TokenKey.Of(token, hash);
        _end += token.Length;
    }

    private void Link(int id)
    {
        var mask = _slots.Length - 1;
        var slot = (int)_hashes[id] & mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = (_hashes[id] & UpperHalf) | (uint)(id + 1);
    }

    /// <summary>Takes an id out of its slot and moves the followers up, so that no probe ends early.</summary>
    private void Unlink(int id)
    {
        var mask = _slots.Length - 1;
        var free = (int)_hashes[id] & mask;
        while (IdIn(_slots[free]) != id)
        {
            free = (free + 1) & mask;
        }

        for (var next = (free + 1) & mask; _slots[next] != 0; next = (next + 1) & mask)
        {
            var home = (int)_hashes[IdIn(_slots[next])] & mask;
            if (((next - home) & mask) >= ((next - free) & mask))
            {
                _slots[free] = _slots[next];
                free = next;
            }
        }

        _slots[free] = 0;
    }

    private void Compact()
    {
        var old = _blocks.ToArray();
        _blocks.Clear();
        _end = 0;
        _dead = 0;
        for (var id = 0; id < Count; id++)
        {
            if (_lengths[id] > 0)
            {
                Keep(id, old[(int)(_places[id] >> BlockBits)].AsSpan((int)(_places[id] & ((1 << BlockBits) - 1)), _lengths[id]), _hashes[id]);
            }
        }
    }
}
