using System.Numerics;
using System.Runtime.CompilerServices;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A Bloom filter (Bloom, 1970) in front of the sketch, the doorkeeper of TinyLFU (Einziger et al., 2017): it takes the first sighting of a word, so that what is
/// seen once never reaches the counters. The three bits of a token lie in one 64-bit word, so that asking costs one cache line; they are bits of the
/// token's keyed hash that the sketch does not start from.
/// </summary>
internal sealed class Doorkeeper
{
    private readonly ulong[] _bits;
    private readonly int _shift;
    private BlockCopy<ulong>? _copy;

    /// <summary>A doorkeeper of at least <paramref name="words"/> 64-bit words, rounded up to a power of two, at most 2^23.</summary>
    public Doorkeeper(int words)
    {
        var rounded = BitOperations.RoundUpToPowerOf2((uint)Math.Max(words, 2));
        _bits = new ulong[rounded];
        _shift = 64 - BitOperations.Log2(rounded);
    }

    /// <summary>All bits, for writing and reading a generation.</summary>
    public Span<ulong> Bits => _bits;

    /// <summary>Notes a token and says whether it, or another with the same bits, was there before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong hash)
    {
        ref var word = ref _bits[hash >> _shift];
        var wanted = BitsOf(hash);
        var known = (word & wanted) == wanted;
        if (!known)
        {
            _copy?.Keep((int)(hash >> _shift));
            word |= wanted;
        }

        return known;
    }

    /// <summary>Begins to keep the bits as they are now in <paramref name="copy"/>, on the thread that adds; null ends it, on any thread.</summary>
    public void CopyTo(BlockCopy<ulong>? copy)
    {
        copy?.Begin(_bits);
        _copy = copy;
    }

    /// <summary>Whether a token, or another with the same bits, was added since the last <see cref="Clear"/>.</summary>
    public bool Contains(ulong hash) => (_bits[hash >> _shift] & BitsOf(hash)) == BitsOf(hash);

    /// <summary>Brings the bits of a token near, ahead of <see cref="Add"/>.</summary>
    public void Prefetch(ulong hash) => CacheLine.Prefetch(in _bits[hash >> _shift]);

    /// <summary>Forgets one token, and one sighting of those with which it shares the bit that is cleared.</summary>
    public void Remove(ulong hash)
    {
        _copy?.Keep((int)(hash >> _shift));
        _bits[hash >> _shift] &= ~(1UL << (int)(hash >> 22));
    }

    /// <summary>Forgets all tokens.</summary>
    public void Clear()
    {
        _copy?.KeepAll();
        Array.Clear(_bits);
    }

    /// <summary>Three bits named by bits 22 to 39 of the hash; which word they are in is named by the topmost, from 41 on.</summary>
    private static ulong BitsOf(ulong hash) => (1UL << (int)(hash >> 22)) | (1UL << (int)(hash >> 28)) | (1UL << (int)(hash >> 34));
}
