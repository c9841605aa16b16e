using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamW2V.Engine;
using StreamW2V.Engine.Training;
using StreamW2V.Host.Logging;
using StreamW2V.Host.Options;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Memory;

/// <summary>
/// Where the rows of a learner live, chosen by what it takes and by what it may: in memory while everything fits, else all but the first ones in scratch files from which the kernel can take rows out.
/// What is learned is the same.
/// </summary>
internal sealed class MemoryPlan
{
    /// <summary>The share of the limit that may be taken before rows go to the disk: the rest is for files being read and written.</summary>
    public const double UsableShare = 0.85;

    private readonly LearnerOptions _options;
    private readonly bool _grows;
    private readonly MappingKind? _asked;
    private readonly MemoryLimit _limit;

    /// <summary>A plan for a learner.</summary>
    /// <param name="store">What was asked for.</param>
    /// <param name="options">What is learned.</param>
    /// <param name="grows">Whether it learns a stream, whose rows become more.</param>
    public MemoryPlan(StoreOptions store, LearnerOptions options, bool grows)
        : this(store.Mapping, store.MemoryLimit > 0 ? new MemoryLimit(store.MemoryLimit, "--memory-limit") : MemoryLimit.InForce(), options, grows)
    {
    }

    /// <summary>A plan under a limit; <paramref name="asked"/> is null where the choice is left to the plan.</summary>
    public MemoryPlan(MappingKind? asked, MemoryLimit limit, LearnerOptions options, bool grows)
    {
        _asked = asked;
        _limit = limit;
        _options = options;
        _grows = grows;
    }

    /// <summary>The mapping for so many words with a row.</summary>
    public MappingKind MappingFor(long words) => _asked ?? (Use(words).Total <= UsableShare * _limit.Bytes ? MappingKind.Private : MappingKind.Shared);

    /// <summary>Whether a learner that began with rows in memory should let them leave it.</summary>
    public bool IsOutgrown(long words) => _asked is null && MappingFor(words) == MappingKind.Shared;

    /// <summary>
    /// How many rows of each matrix of words stay in memory where the others do not for want of it, in thousands: three quarters of what is left for rows, when the vocabulary of a stream is as large as it may become,
    /// and no more than leaves room for those of the noise words with locality. The rest of it, and what lies above the usable share, are the cache of the others. Of the inner nodes none stay. 0 where everything fits.
    /// </summary>
    public long StayingRows(long words)
    {
        var most = Use(_grows ? Math.Max(words, _options.MaxVocabulary) : words);
        var usable = (long)(UsableShare * _limit.Bytes);
        var rowBytes = Use(1).Matrices - (_options.HasInnerNodes ? _options.Stride * sizeof(float) : 0);
        var left = usable - most.Rest;
        return most.Total <= usable ? 0 : Math.Max(0, Math.Min(left / 4 * 3, left - MemoryUse.NoiseRows(_options)) / rowBytes / 1000 * 1000);
    }

    /// <summary>Logs the parts beside the limit, and what was chosen.</summary>
    public void Report(ILogger log, long words)
    {
        var use = Use(words);
        Log.MemoryPlanned(
            log, use.Total, words, use.Matrices, use.Words, use.Sketch, use.Tables, use.Tree, use.Phrases, use.Rehearsal, use.Checkpoint, use.Program, _limit.Bytes, _limit.Origin,
            MappingFor(words).ToString().ToLowerInvariant(), Reason(use, words));
    }

    private MemoryUse Use(long words) => MemoryUse.Of(_options, words, _grows);

    private string Reason(MemoryUse use, long words)
    {
        var fits = use.Total <= UsableShare * _limit.Bytes;
        var reason = _asked is not null ? fits ? "as asked" : "as asked, although that passes 85 % of it" : fits ? "it fits" : "that passes 85 % of it";
        return _asked is MappingKind.Private or MappingKind.Huge || fits || !_options.Objective.HasFlag(Objective.NegativeSampling) || _options.NegativeLocality > 0
            ? reason
            : reason + string.Create(
                CultureInfo.InvariantCulture, $"; --negative-locality {Math.Max(1000, StayingRows(words))} would save most of the reading, and changes what is learned a little");
    }
}
