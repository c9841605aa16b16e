namespace StreamW2V.Store.Tests.Journal;

/// <summary>A small repeatable source of test choices (Knuth's 64-bit linear congruential generator).</summary>
internal sealed class Lcg(ulong seed)
{
    private ulong _state = seed;

    public int Next(int exclusiveMax)
    {
        _state = (_state * 6364136223846793005UL) + 1442695040888963407UL;
        return (int)((_state >> 33) % (ulong)exclusiveMax);
    }

    public byte[] Noise(int length)
    {
        var noise = new byte[length];
        foreach (ref var value in noise.AsSpan())
        {
            value = (byte)Next(256);
        }
        return noise;
    }

    public byte[] Lines(int length)
    {
        string[] words = ["stream", "journal", "record", "segment", "vector", "error", "retry", "disk", "of", "the"];
        var text = new System.Text.StringBuilder();
        while (text.Length < length)
        {
            text.Append(words[Next(words.Length)]).Append(Next(8) == 0 ? '\n' : ' ');
        }
        return System.Text.Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }
}
