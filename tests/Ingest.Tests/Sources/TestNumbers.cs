namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Reproducible numbers (SplitMix64): a failing case is replayed by its seed.</summary>
internal sealed class TestNumbers(ulong seed)
{
    private ulong _state = seed;

    public int Next(int exclusiveMax)
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)exclusiveMax);
    }
}
