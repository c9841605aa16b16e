using StreamW2V.Query.Neighbors;

namespace StreamW2V.Query.Drift;

/// <summary>
/// Compares two generations of a store: which words keep other company now (overlap of neighbors, which needs no alignment), how far
/// their vectors have turned (behind an alignment over all common words), and whether they are simply used more.
/// </summary>
public sealed class DriftComparison
{
    private readonly DriftSnapshot _before;
    private readonly DriftSnapshot _after;
    private readonly DriftOptions _options;
    private readonly CommonWords _words;
    private readonly int _k;

    private DriftComparison(DriftSnapshot before, DriftSnapshot after, DriftOptions options)
    {
        _before = before;
        _after = after;
        _options = options;
        _words = new CommonWords(before.Vectors, after.Vectors, options.RestrictVocabulary);
        _k = Math.Max(0, Math.Min(options.Neighbors, _words.Candidates - 1));
    }

    /// <summary>The words that moved most, or how far those of <paramref name="asked"/> did, with their neighbors.</summary>
    /// <param name="before">The earlier generation.</param>
    /// <param name="after">The later one, of the same dimension.</param>
    /// <param name="options">What to compare.</param>
    /// <param name="asked">Words to report whatever their count; empty for the words that moved most.</param>
    /// <exception cref="UnknownWordException">One of <paramref name="asked"/> is missing in either generation.</exception>
    /// <exception cref="Formats.BadFormatException">A vector is not finite; the message names its word.</exception>
    public static DriftReport Run(DriftSnapshot before, DriftSnapshot after, DriftOptions options, IReadOnlyList<string> asked)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(asked);
        return new DriftComparison(before, after, options).Report(asked);
    }

    private DriftReport Report(IReadOnlyList<string> asked)
    {
        var named = asked.Count > 0;
        var places = named ? Places(asked) : WithEvidence();
        var shared = NeighborOverlap.Of(_words, places, _k);
        var rotation = Procrustes.Align(_words.Before, _words.After, _words.Candidates);
        var order = places
            .Select((place, i) => (
                Place: place,
                Loss: _k > 0 ? 1 - (shared[i] / (double)_k) : 0,
                Cosine: rotation.Cosine(_words.Before.Vector(place), _words.After.Vector(place))))
            .OrderByDescending(word => word.Loss)
            .ThenBy(word => word.Cosine)
            .ThenBy(word => word.Place)
            .Take(named ? int.MaxValue : _options.Top)
            .ToArray();
        int[] reported = [.. order.Select(word => word.Place)];
        var earlier = named ? NeighborOverlap.Nearest(_words, reported, _k, later: false) : null;
        var later = named ? NeighborOverlap.Nearest(_words, reported, _k, later: true) : null;
        return new DriftReport(
            _words.Candidates,
            places.Length,
            _k,
            _before.HasDecayedCounts || _after.HasDecayedCounts,
            [.. order.Select((word, i) => Describe(word.Place, word.Loss, word.Cosine, Names(earlier?[i]), Names(later?[i])))]);
    }

    private int[] Places(IReadOnlyList<string> asked) =>
        [.. asked.Distinct().Select(word => _words.PlaceOf(_before.Vectors, _before.Vectors.Find(word), _after.Vectors, _after.Vectors.Find(word)))];

    private int[] WithEvidence()
    {
        var places = new List<int>();
        for (var place = 0; place < _words.Candidates; place++)
        {
            var (before, after) = _words.Ids(place);
            if (_before.Vectors.CountOf(before) >= _options.MinCount && _after.Vectors.CountOf(after) >= _options.MinCount)
            {
                places.Add(place);
            }
        }

        return [.. places];
    }

    private DriftedWord Describe(int place, double loss, double cosine, IReadOnlyList<string> earlier, IReadOnlyList<string> later)
    {
        var (before, after) = _words.Ids(place);

        // A word keeps its row, and the row its word, as long as it is not evicted.
        var returned = before != after || _before.RowGeneration(before) != _after.RowGeneration(after);
        var cumulative = !returned && !_before.HasDecayedCounts && !_after.HasDecayedCounts;
        var frequency = FrequencyChange.Of(
            _before.Vectors.CountOf(before), _after.Vectors.CountOf(after), _before.Total, _after.Total, cumulative);
        return new DriftedWord(_after.Vectors.Word(after), loss, cosine, frequency, returned, earlier, later);
    }

    private IReadOnlyList<string> Names(int[]? places) =>
        places is null ? [] : [.. places.Select(place => _after.Vectors.Word(_words.Ids(place).After))];
}
