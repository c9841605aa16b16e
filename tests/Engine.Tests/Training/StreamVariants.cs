using StreamW2V.Engine.Vocabulary.Phrases;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Options of stream learners that between them use everything a stream can do, for the tests that must hold for all of them.</summary>
internal static class StreamVariants
{
    /// <summary>Topics make neighbors of their words a little more often than chance; that is enough here.</summary>
    public static PhraseOptions Loose { get; } = new() { Threshold = 0.2, MinCount = 5 };

    /// <summary>The names of all.</summary>
    public static TheoryData<string> Names() => new(All.Keys);

    /// <summary>The options by name.</summary>
    public static Dictionary<string, LearnerOptions> All { get; } = new()
    {
        ["sg ns"] = new() { Dimension = 20, MinCount = 3 },
        ["sg hs"] = new() { Dimension = 20, MinCount = 3, Objective = Objective.HierarchicalSoftmax, RateSchedule = RateSchedule.Word },
        ["cbow ns+hs"] = new() { Dimension = 20, MinCount = 3, Objective = Objective.Both, Architecture = Architecture.Cbow, RateSchedule = RateSchedule.Word },
        ["sg ns pair with evictions"] = new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, GraceTokens = 2048, UpdateOrder = UpdateOrder.Pair, RateSchedule = RateSchedule.Word },
        ["sg ns from a pool with evictions"] = new()
        {
            Dimension = 12,
            MinCount = 2,
            MaxVocabulary = 150,
            GraceTokens = 2048,
            NegativeLocality = 20,
            RateSchedule = RateSchedule.Word,
        },
        ["sg hs with evictions"] = new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, GraceTokens = 0, Objective = Objective.HierarchicalSoftmax, RateSchedule = RateSchedule.Word },
        ["sg ns+hs with evictions and decay"] = new()
        {
            Dimension = 12,
            MinCount = 2,
            MaxVocabulary = 60,
            GraceTokens = 9000,
            HalfLife = 5000,
            Objective = Objective.Both,
            RateSchedule = RateSchedule.Word,
        },
        ["cbow ns with fast decay"] = new() { Dimension = 12, MinCount = 2, HalfLife = 700, Architecture = Architecture.Cbow },
        ["sg ns with phrases"] = new() { Dimension = 20, MinCount = 3, Phrases = Loose, RateSchedule = RateSchedule.Word },
        ["sg ns+hs with phrases, evictions and decay"] = new()
        {
            Dimension = 12,
            MinCount = 2,
            MaxVocabulary = 150,
            GraceTokens = 2048,
            HalfLife = 9000,
            Objective = Objective.Both,
            Phrases = Loose with { MinCount = 3 },
            RateSchedule = RateSchedule.Word,
        },
        ["sg ns rehearsing"] = new() { Dimension = 20, MinCount = 3, Rehearse = 0.7, RateSchedule = RateSchedule.Word },
        ["cbow ns+hs with evictions, rehearsing"] = new()
        {
            Dimension = 12,
            MinCount = 2,
            MaxVocabulary = 60,
            GraceTokens = 9000,
            HalfLife = 5000,
            Objective = Objective.Both,
            Architecture = Architecture.Cbow,
            RateSchedule = RateSchedule.Word,
            Rehearse = 2.5,
            RehearseTokens = 3000,
        },
        ["sg ns from contexts"] = new() { Dimension = 20, MinCount = 3, FirstVectors = FirstVectors.Context, RateSchedule = RateSchedule.Word },
        ["sg hs from contexts with evictions"] = new()
        {
            Dimension = 12,
            MinCount = 2,
            MaxVocabulary = 150,
            GraceTokens = 2048,
            FirstVectors = FirstVectors.Context,
            Objective = Objective.HierarchicalSoftmax,
            RateSchedule = RateSchedule.Word,
        },
        ["everything on, with evictions"] = new()
        {
            Dimension = 12,
            MinCount = 2,
            MaxVocabulary = 100,
            GraceTokens = 2048,
            HalfLife = 9000,
            FirstVectors = FirstVectors.Context,
            Objective = Objective.Both,
            Phrases = Loose with { MinCount = 3 },
            RateSchedule = RateSchedule.Word,
            Rehearse = 0.5,
            RehearseTokens = 3000,
        },
        ["sg softmax"] = new() { Dimension = 8, MinCount = 10, MaxVocabulary = 60, Objective = Objective.FullSoftmax, RateSchedule = RateSchedule.Linear, RateTokens = 100 },
    };
}
