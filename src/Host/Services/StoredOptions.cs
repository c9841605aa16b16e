using System.Globalization;
using StreamW2V.Engine;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Ingest.Text;
using StreamW2V.Store.Generations;

namespace StreamW2V.Host.Services;

/// <summary>
/// The options in a generation's manifest. A store goes on with the settings it was made with: what is not asked for is taken from the manifest, what is
/// asked for holds from now on, and what would contradict the rows that are there is refused.
/// </summary>
internal static class StoredOptions
{
    private static readonly IReadOnlyList<StoredOption> All =
    [
        Choice(ModelDeclarations.Model, s => s.Model.Architecture, (s, v) => s with { Model = s.Model with { Architecture = v } },
            [Architecture.SkipGram, Architecture.Cbow], [ModelDeclarations.Cbow, ModelDeclarations.SkipGram]),
        Choice(ModelDeclarations.Objective, s => s.Model.Objective, (s, v) => s with { Model = s.Model with { Objective = v } },
            [Objective.NegativeSampling, Objective.HierarchicalSoftmax, Objective.Both, Objective.FullSoftmax],
            [ModelDeclarations.HierarchicalSoftmax]),
        Integer(ModelDeclarations.Dimension, s => s.Model.Dimension, (s, v) => s with { Model = s.Model with { Dimension = (int)v } }, isFixed: true),
        Integer(ModelDeclarations.Seed, s => (long)s.Model.Seed, (s, v) => s with { Model = s.Model with { Seed = (ulong)v } }, isFixed: true),
        Choice(TextDeclarations.Tokenizer, s => s.Text.Tokenizer, (s, v) => s with { Text = s.Text with { Tokenizer = v } },
            [TokenizerKind.Whitespace, TokenizerKind.Unicode, TokenizerKind.Cjk], []),
        Flag(TextDeclarations.Lowercase, s => s.Text.Lowercase, (s, v) => s with { Text = s.Text with { Lowercase = v } }, isFixed: true),
        Integer(ModelDeclarations.Window, s => s.Model.Window, (s, v) => s with { Model = s.Model with { Window = (int)v } }),
        Flag(ModelDeclarations.FixedWindow, s => s.Model.FixedWindow, (s, v) => s with { Model = s.Model with { FixedWindow = v } }),
        Integer(ModelDeclarations.Negative, s => s.Model.Negative, (s, v) => s with { Model = s.Model with { Negative = (int)v } }),
        Number(ModelDeclarations.NoiseExponent, s => s.Model.NoiseExponent, (s, v) => s with { Model = s.Model with { NoiseExponent = v } }),
        Integer(ModelDeclarations.NegativeLocality, s => s.Model.NegativeLocality, (s, v) => s with { Model = s.Model with { NegativeLocality = (int)v } }),
        Number(ModelDeclarations.Sample, s => s.Model.Sample, (s, v) => s with { Model = s.Model with { Sample = v } }),
        Integer(ModelDeclarations.MinCount, s => s.Model.MinCount, (s, v) => s with { Model = s.Model with { MinCount = (int)v } }),
        Integer(ModelDeclarations.MaxVocabulary, s => s.Model.MaxVocabulary, (s, v) => s with { Model = s.Model with { MaxVocabulary = (int)v } }),
        Integer(GrowthDeclarations.HalfLife, s => s.Model.HalfLife, (s, v) => s with { Model = s.Model with { HalfLife = v } }),
        Flag(GrowthDeclarations.Phrases, s => s.Model.Phrases, (s, v) => s with { Model = s.Model with { Phrases = v } }),
        Number(GrowthDeclarations.PhraseThreshold, s => s.Model.PhraseThreshold, (s, v) => s with { Model = s.Model with { PhraseThreshold = v } }),
        Integer(GrowthDeclarations.PhraseMinCount, s => s.Model.PhraseMinCount, (s, v) => s with { Model = s.Model with { PhraseMinCount = (int)v } }),
        Choice(GrowthDeclarations.FirstVectors, s => s.Model.FirstVectors, (s, v) => s with { Model = s.Model with { FirstVectors = v } },
            [FirstVectors.Random, FirstVectors.Context], [], isFixed: false),
        Number(GrowthDeclarations.Rehearse, s => s.Model.Rehearse, (s, v) => s with { Model = s.Model with { Rehearse = v } }),
        Integer(GrowthDeclarations.RehearseTokens, s => s.Model.RehearseTokens, (s, v) => s with { Model = s.Model with { RehearseTokens = (int)v } }),
        Number(ModelDeclarations.Alpha, s => s.Model.InitialAlpha, (s, v) => s with { Model = s.Model with { Alpha = v } }) with { IsOfVerb = true },
        Number(ModelDeclarations.MinAlpha, s => s.Model.FinalAlpha, (s, v) => s with { Model = s.Model with { MinAlpha = v } }) with { IsOfVerb = true },
        Choice(GrowthDeclarations.RateSchedule, s => s.Model.RateSchedule ?? RateSchedule.Constant,
            (s, v) => s with { Model = s.Model with { RateSchedule = v } }, [RateSchedule.Word, RateSchedule.Linear, RateSchedule.Constant], [], isFixed: false) with
        {
            IsOfVerb = true,
        },
        Number(GrowthDeclarations.RateTokens, s => s.Model.EffectiveRateTokens, (s, v) => s with { Model = s.Model with { RateTokens = v } }) with { IsOfVerb = true },
        Number(GrowthDeclarations.HuffmanSlack, s => s.Model.HuffmanSlack, (s, v) => s with { Model = s.Model with { HuffmanSlack = v } }),
        Choice(GrowthDeclarations.HuffmanCarry, s => s.Model.HuffmanCarry, (s, v) => s with { Model = s.Model with { HuffmanCarry = v } },
            [HuffmanCarry.Overlap, HuffmanCarry.Index, HuffmanCarry.Zero], [], isFixed: false),
        Integer(ModelDeclarations.Passes, s => s.Model.Passes, (s, v) => s with { Model = s.Model with { Passes = (int)v } }),
        Flag(ModelDeclarations.CbowMean, s => s.Model.CbowMean, (s, v) => s with { Model = s.Model with { CbowMean = v } }),
        Flag(ModelDeclarations.CbowSplit, s => s.Model.CbowSplit, (s, v) => s with { Model = s.Model with { CbowSplit = v } }),
        Choice(ModelDeclarations.UpdateOrder, s => s.Model.EffectiveUpdateOrder, (s, v) => s with { Model = s.Model with { UpdateOrder = v } },
            [UpdateOrder.Pair, UpdateOrder.Window, UpdateOrder.Group], [], isFixed: false),
        Integer(ModelDeclarations.MaxSentence, s => s.Model.MaxSentence, (s, v) => s with { Model = s.Model with { MaxSentence = (int)v } }),
        Integer(ModelDeclarations.SoftmaxBatch, s => s.Model.SoftmaxBatch, (s, v) => s with { Model = s.Model with { SoftmaxBatch = (int)v } }),
        Integer(TextDeclarations.MaxLine, s => s.Text.MaxLine, (s, v) => s with { Text = s.Text with { MaxLine = (int)v } }),
    ];

    /// <summary>The settings as a manifest holds them.</summary>
    public static IReadOnlyDictionary<string, string> Describe(LearningSettings settings) =>
        All.ToDictionary(option => option.Declaration.Name, option => option.Get(settings));

    /// <summary>The settings to go on with from <paramref name="generation"/>.</summary>
    /// <param name="asked">The settings as this command line would have them for a new store.</param>
    /// <param name="explicitly">Which of them were asked for.</param>
    /// <param name="generation">The generation to go on from.</param>
    /// <param name="verb">The verb that goes on, as manifests name it.</param>
    /// <param name="mayChange">Whether options that are not fixed may change; an interrupted <c>train</c> is finished as it was begun.</param>
    /// <exception cref="FailedException">An option contradicts the store.</exception>
    public static LearningSettings Reconcile(LearningSettings asked, ExplicitOptions explicitly, Generation generation, string verb, bool mayChange)
    {
        var recorded = generation.Manifest.Options;
        var settings = asked;
        if (generation.Manifest.Dimension != asked.Model.Dimension && !recorded.ContainsKey(ModelDeclarations.Dimension.Name))
        {
            // An import records no options; its rows decide the dimension.
            settings = Keep(settings, All.First(o => o.Declaration == ModelDeclarations.Dimension),
                generation.Manifest.Dimension.ToString(CultureInfo.InvariantCulture), explicitly, generation, mayChange);
        }

        foreach (var option in All)
        {
            // Rates of train belong to its passes, those of run to its words; neither goes on with the other's.
            var isOther = option.IsOfVerb && generation.Manifest.Verb != verb;
            if (!isOther && recorded.TryGetValue(option.Declaration.Name, out var text) && text != option.Get(settings))
            {
                settings = Keep(settings, option, text, explicitly, generation, mayChange);
            }
        }

        return settings;
    }

    /// <summary>The settings with the store's seed, from which its hash key was made.</summary>
    /// <exception cref="FailedException">Another seed was asked for.</exception>
    public static LearningSettings WithSeedOf(StoreFolder store, LearningSettings settings, ExplicitOptions explicitly)
    {
        if (settings.Model.Seed != store.Identity.Seed && explicitly.Contains(ModelDeclarations.Seed))
        {
            throw new FailedException(
                $"{explicitly.Where(ModelDeclarations.Seed)} asks for seed {settings.Model.Seed}, but the store {store.Path} was made with {store.Identity.Seed}. "
                + "Leave the option out, or give --store a new folder");
        }

        return settings with { Model = settings.Model with { Seed = store.Identity.Seed } };
    }

    private static LearningSettings Keep(
        LearningSettings settings, StoredOption option, string recorded, ExplicitOptions explicitly, Generation generation, bool mayChange)
    {
        var origin = new[] { option.Declaration }.Concat(option.Aliases).FirstOrDefault(explicitly.Contains);
        if (origin is null)
        {
            var value = OptionText.Read(option.Declaration, recorded, out var error);
            return value is null
                ? throw new FailedException($"generation {generation.Number} records {option.Declaration.Name} {recorded}, which this version does not know: {error}")
                : option.Set(settings, value);
        }

        if (option.IsFixed || !mayChange)
        {
            throw new FailedException(
                $"{explicitly.Where(origin)} asks for {option.Declaration.Name} {option.Get(settings)}, but the store {StorePath(generation)} was made with {recorded}. "
                + "Leave the option out, or give --store a new folder");
        }

        return settings;
    }

    private static string StorePath(Generation generation) => Path.GetDirectoryName(Path.GetDirectoryName(generation.Path)) ?? generation.Path;

    private static StoredOption Integer(
        OptionDeclaration declaration, Func<LearningSettings, long> get, Func<LearningSettings, long, LearningSettings> set, bool isFixed = false) =>
        new(declaration, [], isFixed, s => get(s).ToString(CultureInfo.InvariantCulture), (s, v) => set(s, (long)v));

    private static StoredOption Number(
        OptionDeclaration declaration, Func<LearningSettings, double> get, Func<LearningSettings, double, LearningSettings> set) =>
        new(declaration, [], false, s => get(s).ToString("R", CultureInfo.InvariantCulture), (s, v) => set(s, (double)v));

    private static StoredOption Flag(
        OptionDeclaration declaration, Func<LearningSettings, bool> get, Func<LearningSettings, bool, LearningSettings> set, bool isFixed = false) =>
        new(declaration, [], isFixed, s => get(s) ? "true" : "false", (s, v) => set(s, (bool)v));

    private static StoredOption Choice<T>(
        OptionDeclaration declaration, Func<LearningSettings, T> get, Func<LearningSettings, T, LearningSettings> set, T[] inOrder,
        IReadOnlyList<OptionDeclaration> aliases, bool isFixed = true)
        where T : struct, Enum =>
        new(declaration, aliases, isFixed, s => declaration.Choices[Array.IndexOf(inOrder, get(s))], (s, v) => set(s, inOrder[(int)v]));
}
