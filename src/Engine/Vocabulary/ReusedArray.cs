namespace StreamW2V.Engine.Vocabulary;

/// <summary>
/// A copy of numbers in memory that is used again for the next copy: a checkpoint each minute would otherwise leave tens of megabytes of garbage each time, and wait for fresh pages while training pauses.
/// </summary>
internal sealed class ReusedArray<T>
    where T : unmanaged
{
    private T[] _items = [];

    /// <summary>The copy.</summary>
    public ArraySegment<T> Items => new(_items, 0, Count);

    /// <summary>Its length.</summary>
    public int Count { get; private set; }

    /// <summary>One of the numbers.</summary>
    public T this[int place] => _items[place];

    /// <summary>Makes room for so many numbers; what is held is forgotten.</summary>
    public void Reserve(int count)
    {
        Count = 0;
        if (_items.Length < count)
        {
            // An eighth more than asked for, so that a vocabulary that grows does not need a new array each time.
            _items = GC.AllocateUninitializedArray<T>((int)Math.Min(Array.MaxLength, count + (count / 8L)));
            Array.Clear(_items); // fresh pages are faulted in here, and not in the pause
        }
    }

    /// <summary>Copies numbers in the place of those before.</summary>
    public void Take(ReadOnlySpan<T> source)
    {
        Reserve(source.Length);
        source.CopyTo(_items);
        Count = source.Length;
    }

    /// <summary>Copies a queue in the place of the numbers before.</summary>
    public void Take(Queue<T> source)
    {
        Reserve(source.Count);
        source.CopyTo(_items, 0);
        Count = source.Count;
    }
}
