using System.Runtime.CompilerServices;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Sampling;

/// <summary>
/// What the draws of a sentence depend on, as of one moment: the noise distribution and the probability of keeping each word. A batch carries
/// the tables it is trained with. Words admitted later are always kept and not yet drawn as negatives, also those that take the row of another
/// (<see cref="Vacate"/>); apart from that nothing changes.
/// </summary>
internal sealed class SamplingTables
{
    private readonly float[] _keep;

    /// <summary>Tables for counts by id.</summary>
    /// <param name="counts">The counts by id.</param>
    /// <param name="exponent">The noise exponent.</param>
    /// <param name="sample">The subsampling threshold t, or 0 for none.</param>
    /// <param name="needsNoise">Whether negatives are drawn at all.</param>
    /// <param name="localFrom">The first row whose word, as a negative, comes from a <see cref="NoisePool"/>; 0 if all are drawn one by one.</param>
    /// <param name="seed">The seed of the pool.</param>
    public SamplingTables(ReadOnlySpan<double> counts, double exponent, double sample, bool needsNoise, int localFrom = 0, ulong seed = 0)
    {
        Pool = needsNoise && localFrom > 0 && localFrom < counts.Length ? new NoisePool(counts, exponent, localFrom, seed) : null;
        Noise = new NoiseDistribution(needsNoise ? counts[..(Pool?.First ?? counts.Length)] : default, exponent);
        Counts = counts.ToArray();
        _keep = new float[counts.Length];
        var total = 0.0;
        foreach (var count in counts)
        {
            total += count;
        }

        Total = total;
        for (var i = 0; i < _keep.Length; i++)
        {
            _keep[i] = (float)KeepProbability(counts[i], total, sample);
        }
    }

    /// <summary>The noise distribution; beside a pool that of the words before its first row.</summary>
    public NoiseDistribution Noise { get; }

    /// <summary>Where rare noise words come from; null where all come from <see cref="Noise"/>.</summary>
    public NoisePool? Pool { get; }

    /// <summary>Whether there is a word to draw as noise.</summary>
    public bool HasNoise => Noise.Count > 0 || Pool is { HasWords: true };

    /// <summary>The sum of <see cref="Counts"/>.</summary>
    public double Total { get; }

    /// <summary>The counts from which the tables were made; they are saved with a generation, so that a restart draws from the same tables.</summary>
    public double[] Counts { get; }

    /// <summary>Bytes that tables for <paramref name="words"/> words take: the noise, the count and the probability.</summary>
    internal static long BytesFor(long words, int localFrom)
    {
        var noise = localFrom > 0 && localFrom < words ? NoiseDistribution.BytesFor(localFrom) + NoisePool.BytesFor(words - localFrom) : NoiseDistribution.BytesFor(words);
        return noise + (words * (8 + 4));
    }

    /// <summary>Whether <see cref="Vacate"/> can forget the word of a row: always, except for those frequent ones whose noise mass is spread over the tables.</summary>
    public bool CanVacate(int id) => id >= _keep.Length || IsPooled(id) || Noise.CanVacate(id);

    /// <summary>
    /// Forgets the word that a row had: its noise mass, and that it was dropped now and then. Only while no batch that carries these tables is being trained; those that
    /// come later are of the row's next word.
    /// </summary>
    public void Vacate(int id)
    {
        if (id < _keep.Length)
        {
            _keep[id] = 1;
            if (IsPooled(id))
            {
                Pool!.Vacate(id);
            }
            else
            {
                Noise.Vacate(id);
            }
        }
    }

    /// <summary>p = (sqrt(f/t) + 1) · t/f, at most 1, with f the relative frequency (word2vec.c; docs/learning.md, Sampling).</summary>
    public static double KeepProbability(double count, double total, double sample)
    {
        if (sample <= 0 || count <= 0)
        {
            return 1;
        }

        var ratio = count / (sample * total);
        return Math.Min(1, (Math.Sqrt(ratio) + 1) / ratio);
    }

    /// <summary>Draws a noise word once <paramref name="tokens"/> tokens were given; -1 where it has been vacated and is to be drawn again. Only if <see cref="HasNoise"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DrawNoise(long tokens, ref RandomSource random) =>
        Pool is not null && Pool.DrawIsRare(ref random) ? Pool.Draw(tokens, ref random) : Noise.Draw(ref random);

    /// <summary>The probability of keeping a token of the word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Keep(int id) => (uint)id < (uint)_keep.Length ? _keep[id] : 1f;

    private bool IsPooled(int id) => id >= (Pool?.First ?? int.MaxValue);
}
