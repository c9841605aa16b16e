using System.Diagnostics.CodeAnalysis;

namespace StreamW2V.Engine.Vocabulary.Phrases;

/// <summary>The accepted phrases, found by their pair. At most <see cref="Capacity"/>, in an order that depends on what was added and removed alone.</summary>
internal sealed class PhraseTable
{
    /// <summary>Phrases held at most.</summary>
    public const int MaxPhrases = 100_000;

    /// <summary>
    /// Bytes of a phrase beside its token: the object, its array's head with padding, and its places in list and dictionary, of which there are twice as many just
    /// after they have grown, with the old ones beside the new ones while they do.
    /// </summary>
    internal const int PhraseBytes = 40 + 32 + (3 * (8 + 28));

    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<Phrase> _phrases = [];

    /// <summary>An empty table for at most <paramref name="capacity"/> phrases.</summary>
    public PhraseTable(int capacity = MaxPhrases) => Capacity = capacity;

    /// <summary>The largest number of phrases.</summary>
    public int Capacity { get; }

    /// <summary>Phrases held.</summary>
    public int Count => _phrases.Count;

    /// <summary>Where the next one to be examined again stands; the first one's place if it is at the end.</summary>
    public int Cursor { get; set; }

    /// <summary>The phrase at a place, 0 to one less than <see cref="Count"/>.</summary>
    public Phrase this[int place] => _phrases[place];

    /// <summary>All phrases in their order.</summary>
    public Phrase[] ToArray() => [.. _phrases];

    /// <summary>The phrase of a pair.</summary>
    public bool TryFind(ulong pair, [NotNullWhen(true)] out Phrase? phrase)
    {
        phrase = _places.TryGetValue(pair, out var place) ? _phrases[place] : null;
        return phrase is not null;
    }

    /// <summary>Adds a phrase behind the others; false if its pair is there or the table is full.</summary>
    public bool TryAdd(Phrase phrase)
    {
        if (Count == Capacity || !_places.TryAdd(phrase.Pair, Count))
        {
            return false;
        }

        _phrases.Add(phrase);
        return true;
    }

    /// <summary>Removes every phrase with a word in it.</summary>
    public void RemoveAll(ReadOnlySpan<byte> word)
    {
        for (var place = Count - 1; place >= 0; place--)
        {
            if (Phrase.Contains(_phrases[place].Token, word))
            {
                Remove(_phrases[place]);
            }
        }

        Cursor = Math.Min(Cursor, Count);
    }

    /// <summary>Removes a phrase that is there; the last one takes its place.</summary>
    public void Remove(Phrase phrase)
    {
        _places.Remove(phrase.Pair, out var place);
        var last = _phrases[^1];
        _phrases.RemoveAt(_phrases.Count - 1);
        if (place < _phrases.Count)
        {
            _phrases[place] = last;
            _places[last.Pair] = place;
        }
    }
}
