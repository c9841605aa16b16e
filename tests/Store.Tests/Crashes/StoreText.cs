using System.Buffers.Binary;
using System.Text;
using StreamW2V.Numerics;
using StreamW2V.Store.Tests.Journal;

namespace StreamW2V.Store.Tests.Crashes;

/// <summary>The records of a store under test, and the state that is learned from them: a hash chained over their text, so that it tells a record lost, repeated or changed.</summary>
internal static class StoreText
{
    /// <summary>The word that is forgotten.</summary>
    public const string Secret = "secret ";

    private const int Records = 400;
    private static readonly byte[][] s_payloads = [.. Enumerable.Range(0, Records).Select(Make)];
    private static readonly byte[][] s_forgotten = [.. s_payloads.Select(payload => WithoutSecret(payload))];
    private static readonly ulong[] s_states = States();

    /// <summary>The text of a record.</summary>
    public static byte[] Of(long sequence) => s_payloads[sequence];

    /// <summary>The same without the secret word.</summary>
    public static byte[] Forgotten(long sequence) => s_forgotten[sequence];

    /// <summary>What is learned from the records below a number.</summary>
    public static ulong State(long sequence) => s_states[sequence];

    /// <summary>Learns one more record. The secret word makes no difference, so that forgetting it changes no state.</summary>
    public static ulong Learn(ulong state, ReadOnlySpan<byte> payload)
    {
        foreach (var letter in WithoutSecret(payload))
        {
            state = (state ^ letter) * 0x100000001B3;
        }

        return RandomSource.Mix(state);
    }

    /// <summary>A state as the content of a file.</summary>
    public static byte[] File(ulong state)
    {
        var bytes = new byte[600];
        for (var at = 0; at < bytes.Length; at += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), state + (ulong)at);
        }

        return bytes;
    }

    public static byte[] WithoutSecret(ReadOnlySpan<byte> payload) =>
        Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(payload).Replace(Secret, "", StringComparison.Ordinal));

    private static byte[] Make(int sequence)
    {
        var choices = new Lcg((ulong)sequence + 5);
        var text = new StringBuilder(sequence % 3 == 0 ? Secret : "plain ");
        for (var words = choices.Next(40); words >= 0; words--)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{choices.Next(int.MaxValue):x8}{(choices.Next(6) == 0 ? '\n' : ' ')}");
        }

        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    private static ulong[] States()
    {
        var states = new ulong[Records + 1];
        states[0] = 1;
        for (var i = 0; i < Records; i++)
        {
            states[i + 1] = Learn(states[i], s_payloads[i]);
        }

        return states;
    }
}
