using StreamW2V.Engine;
using StreamW2V.Host.Options.Declarations;
using StreamW2V.Ingest.Text;
using StreamW2V.Store.Archives;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Host.Options;

/// <summary>Makes the option records from the values and checks what concerns several options at once. All errors are collected.</summary>
internal static class OptionBinder
{
    /// <summary>What is learned and how; <paramref name="cores"/> is the default number of threads, <paramref name="isStream"/> tells <c>run</c> from <c>train</c>.</summary>
    public static ModelOptions Learning(OptionValues values, int cores, bool isStream, List<string> errors)
    {
        var (alpha, minAlpha) = (values.OptionalNumber(ModelDeclarations.Alpha), values.OptionalNumber(ModelDeclarations.MinAlpha));
        var options = new ModelOptions
        {
            Architecture = Model(values, errors),
            Objective = Loss(values, errors),
            Dimension = values.Int32(ModelDeclarations.Dimension),
            Window = values.Int32(ModelDeclarations.Window),
            FixedWindow = values.Flag(ModelDeclarations.FixedWindow),
            Negative = values.Int32(ModelDeclarations.Negative),
            NoiseExponent = values.Number(ModelDeclarations.NoiseExponent),
            NegativeLocality = values.Int32(ModelDeclarations.NegativeLocality),
            Sample = values.Number(ModelDeclarations.Sample),
            MinCount = values.Int32(ModelDeclarations.MinCount),
            MaxVocabulary = values.Int32(ModelDeclarations.MaxVocabulary),
            HalfLife = values.Integer(GrowthDeclarations.HalfLife),
            Phrases = values.Flag(GrowthDeclarations.Phrases),
            PhraseThreshold = values.Number(GrowthDeclarations.PhraseThreshold),
            PhraseMinCount = values.Int32(GrowthDeclarations.PhraseMinCount),
            FirstVectors = values.Choice(GrowthDeclarations.FirstVectors, FirstVectors.Random, FirstVectors.Context),
            Rehearse = values.Number(GrowthDeclarations.Rehearse),
            RehearseTokens = values.Int32(GrowthDeclarations.RehearseTokens),
            RateSchedule = isStream
                ? values.Choice(GrowthDeclarations.RateSchedule, RateSchedule.Word, RateSchedule.Linear, RateSchedule.Constant)
                : null,
            RateTokens = values.OptionalNumber(GrowthDeclarations.RateTokens),
            HuffmanSlack = values.Number(GrowthDeclarations.HuffmanSlack),
            HuffmanCarry = values.Choice(GrowthDeclarations.HuffmanCarry, HuffmanCarry.Overlap, HuffmanCarry.Index, HuffmanCarry.Zero),
            Alpha = alpha,
            MinAlpha = minAlpha,
            Passes = values.Int32(ModelDeclarations.Passes),
            Threads = Threads(values, cores, errors),
            Seed = (ulong)values.Integer(ModelDeclarations.Seed),
            Deterministic = values.Flag(ModelDeclarations.Deterministic),
            CbowMean = values.Flag(ModelDeclarations.CbowMean),
            CbowSplit = values.Flag(ModelDeclarations.CbowSplit),
            UpdateOrder = Order(values),
            MaxSentence = values.Int32(ModelDeclarations.MaxSentence),
            SoftmaxBatch = values.Int32(ModelDeclarations.SoftmaxBatch),
            SoftmaxMaxVocabulary = values.Int32(ModelDeclarations.SoftmaxMaxVocabulary),
        };

        if (options.FinalAlpha > options.InitialAlpha)
        {
            errors.Add(FormattableString.Invariant(
                $"--min-alpha {options.FinalAlpha} is above --alpha {options.InitialAlpha}, where it starts; lower --min-alpha"));
        }

        if (options.CbowSplit && !options.CbowMean)
        {
            errors.Add("--cbow-split true contradicts --cbow-mean false: only the gradient of a mean is divided; drop one of them");
        }

        return options;
    }

    /// <summary>The update order asked for, or null to leave it to the objective.</summary>
    public static UpdateOrder? Order(OptionValues values) => values.IsSet(ModelDeclarations.UpdateOrder)
        ? values.Choice(ModelDeclarations.UpdateOrder, UpdateOrder.Pair, UpdateOrder.Window, UpdateOrder.Group)
        : null;

    /// <summary>How lines become tokens.</summary>
    public static TextOptions Text(OptionValues values) => new()
    {
        Tokenizer = values.Choice(TextDeclarations.Tokenizer, TokenizerKind.Whitespace, TokenizerKind.Unicode, TokenizerKind.Cjk),
        Lowercase = values.Flag(TextDeclarations.Lowercase),
        MaxLine = values.Int32(TextDeclarations.MaxLine),
    };

    /// <summary>
    /// What <c>run</c> reads. With no folder and no <c>--stdin</c>, standard input is read if <paramref name="inputIsPiped"/>;
    /// otherwise there is nothing to read, which is an error.
    /// </summary>
    public static StreamOptions Stream(OptionValues values, bool inputIsPiped, List<string> errors)
    {
        List<string> watch = [.. values.Paths(StreamDeclarations.Watch).Select(FullPath).Distinct()];
        var standardInput = values.Flag(StreamDeclarations.StandardInput);
        if (watch.Count == 0 && !standardInput)
        {
            standardInput = inputIsPiped;
            if (!inputIsPiped)
            {
                errors.Add("nothing to read: give --watch DIR, or pipe text into standard input");
            }
        }

        return new StreamOptions
        {
            Watch = watch,
            StandardInput = standardInput,
            CheckpointEvery = values.Duration(StreamDeclarations.CheckpointEvery),
            FsyncAlways = values.ChoiceText(StreamDeclarations.FsyncMode) == "always",
            FsyncInterval = values.Duration(StreamDeclarations.FsyncInterval),
            ScanInterval = values.Duration(StreamDeclarations.ScanInterval),
            FollowSymlinks = values.Flag(StreamDeclarations.FollowSymlinks),
            Keep = Keep(values),
        };
    }

    /// <summary>Which generations are kept.</summary>
    public static RetentionPolicy Keep(OptionValues values) => new()
    {
        Newest = values.Int32(KeepDeclarations.Newest),
        Hourly = values.Int32(KeepDeclarations.Hourly),
        Daily = values.Int32(KeepDeclarations.Daily),
        Weekly = values.Int32(KeepDeclarations.Weekly),
        Monthly = values.Int32(KeepDeclarations.Monthly),
    };

    /// <summary>What <c>run</c> scores on its way; null for nothing.</summary>
    public static EvaluationOptions? Evaluation(OptionValues values, List<string> errors)
    {
        List<string> analogies = [.. values.Paths(QueryDeclarations.Analogies).Select(Path.GetFullPath)];
        List<string> similarity = [.. values.Paths(QueryDeclarations.Similarity).Select(Path.GetFullPath)];
        var every = values.OptionalInteger(QueryDeclarations.EvaluateEvery);
        if (every is null == analogies.Count + similarity.Count > 0)
        {
            errors.Add(every is null
                ? "--analogies and --similarity of run need --evaluate-every TOKENS, which says when to score"
                : "--evaluate-every needs a test set: give --analogies FILE or --similarity FILE");
        }

        return every is not { } tokens ? null : new EvaluationOptions(
            tokens, analogies, similarity, values.Int32(QueryDeclarations.RestrictVocabulary), values.Flag(QueryDeclarations.IgnoreCase));
    }

    /// <summary>Where the model lives. The folder itself is not looked at.</summary>
    public static StoreOptions Store(OptionValues values, IReadOnlyList<string> watch, List<string> errors)
    {
        // A value that could not be read is reported already; the default then stands in for it.
        var given = values.Path(StoreDeclarations.Store) ?? StoreDeclarations.Store.Default!;
        var folder = FullPath(given);
        foreach (var watched in watch)
        {
            if (Within(folder, watched))
            {
                errors.Add($"the store {folder} lies inside the watched folder {watched}: it would read its own files; put it elsewhere");
            }
            else if (Within(watched, folder))
            {
                errors.Add($"the watched folder {watched} lies inside the store {folder}: put it elsewhere");
            }
        }

        var mapping = values.Choice<MappingKind?>(StoreDeclarations.Mapping, null, MappingKind.Private, MappingKind.Huge, MappingKind.Shared);
        return new StoreOptions { Folder = folder, Mapping = mapping, MemoryLimit = values.Integer(StoreDeclarations.MemoryLimit) };
    }

    private static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    // With a separator behind both, so that /a/bc does not lie within /a/b.
    private static bool Within(string path, string folder) =>
        (path.TrimEnd('/') + '/').StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static Architecture Model(OptionValues values, List<string> errors)
    {
        var asked = new List<(string Text, Architecture Model)>();
        if (values.OptionalFlag(ModelDeclarations.Cbow) is { } cbow)
        {
            asked.Add((cbow ? "--cbow 1" : "--cbow 0", cbow ? Architecture.Cbow : Architecture.SkipGram));
        }

        if (values.OptionalFlag(ModelDeclarations.SkipGram) is { } skipGram)
        {
            asked.Add((skipGram ? "--sg 1" : "--sg 0", skipGram ? Architecture.SkipGram : Architecture.Cbow));
        }

        var model = values[ModelDeclarations.Model];
        if (model.Origin == OptionOrigin.CommandLine)
        {
            asked.Add(("--model " + model.Text, values.Choice(ModelDeclarations.Model, Architecture.SkipGram, Architecture.Cbow)));
        }

        if (asked.Select(one => one.Model).Distinct().Count() > 1)
        {
            errors.Add($"{string.Join(" and ", asked.Select(one => one.Text))} contradict each other: keep one");
        }

        return asked.Count > 0 ? asked[0].Model : values.Choice(ModelDeclarations.Model, Architecture.SkipGram, Architecture.Cbow);
    }

    // --hs means what it means to users of word2vec.c and gensim: hierarchical softmax as well, or alone with --negative 0.
    private static Objective Loss(OptionValues values, List<string> errors)
    {
        var objective = values.Choice(
            ModelDeclarations.Objective, Objective.NegativeSampling, Objective.HierarchicalSoftmax, Objective.Both, Objective.FullSoftmax);
        var asked = values[ModelDeclarations.Objective].Origin == OptionOrigin.CommandLine;
        var hs = values.OptionalFlag(ModelDeclarations.HierarchicalSoftmax);
        var noNoise = values.Integer(ModelDeclarations.Negative) == 0;
        if (hs is { } given && asked)
        {
            var has = objective.HasFlag(Objective.HierarchicalSoftmax);
            if (given != has)
            {
                var text = values[ModelDeclarations.Objective].Text;
                errors.Add($"--hs {(given ? 1 : 0)} and --objective {text} contradict each other: keep one");
                return objective;
            }
        }
        else if (hs is { } alone)
        {
            objective = !alone ? Objective.NegativeSampling
                : noNoise ? Objective.HierarchicalSoftmax
                : Objective.Both;
        }

        if (noNoise && objective.HasFlag(Objective.NegativeSampling))
        {
            var where = values[ModelDeclarations.Negative].Where;
            errors.Add($"{where} 0 leaves negative sampling without noise words: give --negative 5, or --objective hs");
        }

        return objective;
    }

    private static int Threads(OptionValues values, int cores, List<string> errors)
    {
        var (threads, deterministic) = (values[ModelDeclarations.Threads], values[ModelDeclarations.Deterministic]);
        if (!values.Flag(ModelDeclarations.Deterministic))
        {
            return threads.Value is long given ? (int)given : Math.Clamp(cores, 1, 256);
        }

        if (threads.Value is long and not 1 && threads.Origin >= deterministic.Origin)
        {
            errors.Add($"{threads.Where} {threads.Text} contradicts --deterministic, which trains on one thread: drop one of them");
        }

        return 1;
    }
}
