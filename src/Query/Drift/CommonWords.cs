using StreamW2V.Query.Evaluation;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Drift;

/// <summary>
/// The words that both generations have, the most frequent of the later one first, with their unit vectors of both side by side. Words
/// are matched by their bytes, since a row may have another word by then. A place is a position in this order.
/// </summary>
internal sealed class CommonWords
{
    private readonly List<(int Before, int After)> _ids = [];
    private readonly Dictionary<int, int> _placeOfAfter = [];

    /// <summary>Matches the words of two generations.</summary>
    /// <param name="before">The earlier generation.</param>
    /// <param name="after">The later one, of the same dimension.</param>
    /// <param name="most">Words among which neighbors are looked for.</param>
    public CommonWords(WordVectors before, WordVectors after, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(after.Dimension, before.Dimension);
        Before = new HeapRows(before.Dimension);
        After = new HeapRows(after.Dimension);
        foreach (var id in after.ByFrequency)
        {
            if (_ids.Count == most)
            {
                break;
            }

            if (before.TryFind(after.Token(id), out var earlier))
            {
                Append(before, earlier, after, id);
            }
        }

        Candidates = _ids.Count;
    }

    /// <summary>Words among which neighbors are looked for: the places below this.</summary>
    public int Candidates { get; }

    /// <summary>All places: the candidates, and behind them words that were added.</summary>
    public int Count => _ids.Count;

    /// <summary>Unit vectors of the earlier generation by place.</summary>
    public HeapRows Before { get; }

    /// <summary>Unit vectors of the later generation by place.</summary>
    public HeapRows After { get; }

    /// <summary>The rows of the word at a place.</summary>
    public (int Before, int After) Ids(int place) => _ids[place];

    /// <summary>The place of a word that both generations have; one that is no candidate is appended.</summary>
    public int PlaceOf(WordVectors before, int beforeId, WordVectors after, int afterId) =>
        _placeOfAfter.TryGetValue(afterId, out var place) ? place : Append(before, beforeId, after, afterId);

    private int Append(WordVectors before, int beforeId, WordVectors after, int afterId)
    {
        var place = _ids.Count;
        _ids.Add((beforeId, afterId));
        _placeOfAfter.Add(afterId, place);
        AnalogyScan.UnitRow(before, beforeId, Before.Append());
        AnalogyScan.UnitRow(after, afterId, After.Append());
        return place;
    }
}
