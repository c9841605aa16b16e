using System.Runtime.CompilerServices;

namespace StreamW2V.Query.Vectors;

/// <summary>
/// Finds the id of a word by its exact bytes: an open-addressing table of ids beside a <see cref="WordList"/>. The hash is
/// seeded per process, so that words chosen by a stranger cannot make the table slow.
/// </summary>
internal sealed class WordIndex
{
    private readonly WordList _words;
    private int[] _slots; // id + 1; 0 is an empty slot
    private int _used;

    /// <summary>An empty index over <paramref name="words"/> with room for <paramref name="expected"/> of them.</summary>
    public WordIndex(WordList words, int expected = 1024)
    {
        _words = words;
        _slots = new int[SlotsFor(expected)];
    }

    /// <summary>An index of every word of <paramref name="words"/> that is not empty; of equal words the first one is found.</summary>
    public static WordIndex Of(WordList words)
    {
        var index = new WordIndex(words, words.Count);
        for (var id = 0; id < words.Count; id++)
        {
            if (!words[id].IsEmpty)
            {
                index.TryAdd(id, out _);
            }
        }

        return index;
    }

    /// <summary>Looks up a word; false if it is not in the index.</summary>
    public bool TryFind(ReadOnlySpan<byte> word, out int id)
    {
        id = _slots[SlotOf(word)] - 1;
        return id >= 0;
    }

    /// <summary>Adds the word with this id of the list; false, with the id of the equal word, if it is there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(int id, out int existing)
    {
        var slot = SlotOf(_words[id]);
        existing = _slots[slot] - 1;
        if (existing >= 0)
        {
            return false;
        }

        _slots[slot] = id + 1;
        if (++_used * 2L > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int SlotOf(ReadOnlySpan<byte> word)
    {
        var hash = new HashCode();
        hash.AddBytes(word);
        var mask = _slots.Length - 1;
        var slot = hash.ToHashCode() & mask;
        while (_slots[slot] != 0 && !_words[_slots[slot] - 1].SequenceEqual(word))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new int[checked(old.Length * 2)];
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                _slots[SlotOf(_words[entry - 1])] = entry;
            }
        }
    }

    private static int SlotsFor(int words)
    {
        var slots = 64L;
        while (slots <= words * 2L)
        {
            slots *= 2;
        }

        return checked((int)slots);
    }
}
