using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// How often words outside the vocabulary were seen, in constant memory, for a stream without end: TinyLFU (Einziger et al., 2017). A <see cref="Doorkeeper"/>
/// takes the first sighting of a word and a <see cref="CountMinSketch"/> the others; the estimate is the sum of both, and until the first halving it is never below
/// the true count. Halving ages both: counters are cut in half and the doorkeeper is cleared, so that fresh words, of which a stream has no end, do not
/// add up to estimates of words never seen.
/// </summary>
internal sealed class FrequencySketch
{
    /// <summary>
    /// Sightings from one halving to the next, in widths of the sketch. If all were of different words, three bits each would set half of a doorkeeper of 32 bits a
    /// counter: it cannot fill up, and over a period about one fresh word in twenty is taken for a known one.
    /// </summary>
    public const int PeriodWidths = 8;

    /// <summary>A sketch with at least <paramref name="width"/> counters a row, rounded up to a power of two.</summary>
    public FrequencySketch(int width)
    {
        Counts = new CountMinSketch(width);
        Doorkeeper = new Doorkeeper(Counts.Width / 2);
    }

    /// <summary>Counters a row.</summary>
    public int Width => Counts.Width;

    /// <summary>Sightings since the last halving.</summary>
    public long Additions { get; set; }

    /// <summary>Whether so much was added that it is time to halve.</summary>
    public bool IsDue => Additions >= (long)PeriodWidths * Width;

    /// <summary>The counts behind the doorkeeper.</summary>
    internal CountMinSketch Counts { get; }

    /// <summary>The words that were seen.</summary>
    internal Doorkeeper Doorkeeper { get; }

    /// <summary>Bytes of counters and bits, which never change.</summary>
    internal long Bytes => ((long)Counts.Counters.Length * sizeof(uint)) + ((long)Doorkeeper.Bits.Length * sizeof(ulong));

    /// <summary>Bytes of a sketch of so many counters a row, a power of two: four rows, and a doorkeeper of 32 bits a counter.</summary>
    internal static long BytesFor(int width) => width * (4L * sizeof(uint) + sizeof(uint));

    /// <summary>Counts one occurrence and returns the new estimate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Add(ulong hash)
    {
        Additions++;
        return PlusOne(Doorkeeper.Add(hash) ? Counts.Add(hash) : Counts.Estimate(hash));
    }

    /// <summary>The estimate without counting.</summary>
    public uint Estimate(ulong hash) => Doorkeeper.Contains(hash) ? PlusOne(Counts.Estimate(hash)) : Counts.Estimate(hash);

    /// <summary>Brings what <see cref="Add"/> needs of a token near.</summary>
    public void Prefetch(ulong hash)
    {
        Doorkeeper.Prefetch(hash);
        Counts.Prefetch(hash);
    }

    /// <summary>Raises the estimate of a token to at least <paramref name="count"/>: an evicted word goes on from what was known of it.</summary>
    public void RaiseTo(ulong hash, uint count)
    {
        if (count > 0)
        {
            Doorkeeper.Add(hash);
            Counts.RaiseTo(hash, count - 1);
        }
    }

    /// <summary>Makes the estimate of a token zero, at the least cost to those it shares bits and counters with, and returns what it was.</summary>
    public uint Lower(ulong hash)
    {
        var estimate = Estimate(hash);
        Doorkeeper.Remove(hash);
        Counts.Lower(hash);
        return estimate;
    }

    /// <summary>
    /// Halves all counts, rounding down, and clears the doorkeeper. An estimate e becomes e / 2 - 1 at the worst; a word that is seen n times from one halving
    /// to the next has an estimate of 2n - 2 or more after a few of them, so one seen four times in each passes a min-count of 5.
    /// </summary>
    public void Halve()
    {
        Counts.Halve();
        Doorkeeper.Clear();
        Additions = 0;
    }

    private static uint PlusOne(uint estimate) => estimate == uint.MaxValue ? estimate : estimate + 1;
}
