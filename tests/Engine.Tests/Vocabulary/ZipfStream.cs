using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary;

/// <summary>
/// Tokens of a vocabulary in which the word of rank r has a share in proportion to 1/r, mixed with words that never come twice; with the exact counts of the former.
/// </summary>
internal sealed class ZipfStream
{
    private readonly double[] _cumulative;
    private readonly byte[][] _words;
    private readonly double _freshShare;
    private RandomSource _random;
    private long _fresh;

    public ZipfStream(int words, double freshShare, ulong seed)
    {
        _freshShare = freshShare;
        _random = new RandomSource(seed, 3, 0);
        _cumulative = new double[words];
        _words = new byte[words][];
        Counts = new long[words];
        var sum = 0.0;
        for (var rank = 0; rank < words; rank++)
        {
            sum += 1.0 / (rank + 1);
            _cumulative[rank] = sum;
            _words[rank] = Encoding.ASCII.GetBytes($"w{rank}");
        }
    }

    /// <summary>How often each word was drawn, by rank.</summary>
    public long[] Counts { get; }

    /// <summary>Words that never come twice, drawn so far.</summary>
    public long Fresh => _fresh;

    /// <summary>The word of a rank.</summary>
    public ReadOnlySpan<byte> Word(int rank) => _words[rank];

    /// <summary>Adds the next tokens.</summary>
    public void Fill(TokenBuffer tokens, int count)
    {
        tokens.Clear();
        for (; count > 0; count--)
        {
            if (_random.NextDouble() < _freshShare)
            {
                tokens.Add(Encoding.ASCII.GetBytes($"x{_fresh++:x}"));
                continue;
            }

            var place = Array.BinarySearch(_cumulative, _random.NextDouble() * _cumulative[^1]);
            var rank = place < 0 ? ~place : place;
            Counts[rank]++;
            tokens.Add(_words[rank]);
        }
    }
}
