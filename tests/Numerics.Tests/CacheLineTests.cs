namespace StreamW2V.Numerics.Tests;

/// <summary>Prevents a hint that reads or writes: it is given places that others write, up to the last of an array.</summary>
public sealed class CacheLineTests
{
    [Fact]
    public void A_hint_changes_nothing()
    {
        long[] values = [.. Enumerable.Range(0, 1000).Select(i => (long)i * i)];
        for (var i = 0; i < values.Length; i++)
        {
            CacheLine.Prefetch(in values[i]);
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i * i), values);
    }

    [Fact]
    public void A_hint_for_memory_that_does_not_exist_is_no_error() =>
        CacheLine.Prefetch(in System.Runtime.CompilerServices.Unsafe.NullRef<int>());
}
