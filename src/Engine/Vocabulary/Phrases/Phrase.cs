using System.Numerics;

namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>Two words, the first of which may itself be a phrase, that are learned as the one token <c>first_second</c>.</summary>
internal sealed class Phrase
{
    /// <summary>What stands between the words.</summary>
    public const byte Joint = (byte)'_';

    private readonly byte[] _token;
    private readonly int _firstLength;

    private Phrase(byte[] token, int firstLength, ulong pair)
    {
        _token = token;
        _firstLength = firstLength;
        Pair = pair;
    }

    /// <summary>The keyed hash of the pair.</summary>
    public ulong Pair { get; }

    /// <summary>The joined token.</summary>
    public ReadOnlySpan<byte> Token => _token;

    /// <summary>The first word.</summary>
    public ReadOnlySpan<byte> First => _token.AsSpan(0, _firstLength);

    /// <summary>The second word.</summary>
    public ReadOnlySpan<byte> Second => _token.AsSpan(_firstLength + 1);

    /// <summary>The phrase of two words whose keyed hashes are given, or null if it would be longer than a token may be.</summary>
    public static Phrase? Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ulong pair) =>
        first.Length + 1 + second.Length > TokenTable.MaxTokenBytes ? null : new([.. first, Joint, .. second], first.Length, pair);

    /// <summary>The phrase with the given token, whose first word has <paramref name="firstLength"/> bytes.</summary>
    /// <exception cref="InvalidDataException">There are no two words joined there.</exception>
    public static Phrase Of(byte[] token, int firstLength, TokenHash hash)
    {
        if (token.Length > TokenTable.MaxTokenBytes || firstLength < 1 || firstLength > token.Length - 2 || token[firstLength] != Joint)
        {
            throw new InvalidDataException($"a phrase of {token.Length} bytes cannot be cut at {firstLength}");
        }

        return new(token, firstLength, PairOf(hash.Of(token.AsSpan(0, firstLength)), hash.Of(token.AsSpan(firstLength + 1))));
    }

    /// <summary>
    /// The hash of a pair of words from theirs, which tells the order. Those are keyed, so nobody who only writes text can choose pairs that collide; mixed as by
    /// the finalizer of SplitMix64 (Steele et al., 2014).
    /// </summary>
    public static ulong PairOf(ulong first, ulong second)
    {
        var mixed = first + BitOperations.RotateLeft(second, 29) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Whether <paramref name="token"/> is <paramref name="word"/>, or has it in it between joints or at an end.</summary>
    public static bool Contains(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word)
    {
        for (var start = 0; start + word.Length <= token.Length; start++)
        {
            var end = start + word.Length;
            if ((start == 0 || token[start - 1] == Joint) && (end == token.Length || token[end] == Joint) && token[start..end].SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }
}
