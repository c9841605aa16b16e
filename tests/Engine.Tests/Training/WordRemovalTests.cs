using System.Text;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Generations;
using StreamW2V.Store.Journal;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Prevents a learner that goes on from a generation without some words from drawing them, breaking on their free rows, or depending on when it is stopped.</summary>
public sealed class WordRemovalTests : IDisposable
{
    private static readonly TokenHash Hash = new(new byte[16]);

    private readonly string _folder = Directory.CreateTempSubdirectory("streamw2v-removal-").FullName;
    private int _stores;

    private static Dictionary<string, LearnerOptions> Variants { get; } = new()
    {
        ["ns"] = new() { Dimension = 20, MinCount = 3 },
        ["ns+hs"] = new() { Dimension = 20, MinCount = 3, Objective = Objective.Both },
        ["hs with evictions"] = new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, Objective = Objective.HierarchicalSoftmax },
        ["ns with decay and grace"] = new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, HalfLife = 5000, GraceTokens = 20_000 },
        ["ns with phrases"] = new() { Dimension = 20, MinCount = 3, Phrases = new() { Threshold = 0.2, MinCount = 5 } },
        ["ns from contexts with evictions"] = new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, FirstVectors = FirstVectors.Context },
        ["ns with evictions, rehearsing"] = new() { Dimension = 12, MinCount = 2, MaxVocabulary = 150, Rehearse = 1.5, RehearseTokens = 3000 },
        ["softmax"] = new() { Dimension = 8, MinCount = 10, MaxVocabulary = 60, Objective = Objective.FullSoftmax },
    };

    public static TheoryData<string> Names() => new(Variants.Keys);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_learned_behind_it_is_the_same_wherever_it_is_stopped(string name)
    {
        var options = Variants[name];
        var lines = TopicLines.Lines(3000);
        var start = Without(LearnFrom(null, options, lines[..1000], []), options, "a0", "b1", "c2");
        var whole = LearnFrom(start, options, lines[1000..], []);
        Assert.Equal(Checksums(whole), Checksums(LearnFrom(start, options, lines[1000..], [1, 700, 1999])));
        Assert.NotEqual(Checksums(start), Checksums(whole));

        // They stand in the text that followed, so they have come back, with less than they had been given.
        var words = Words(whole);
        Assert.DoesNotContain("", words.Keys);
        Assert.True(words["a0"].Count > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_of_removed_words_are_free_and_zero_and_the_others_as_they_were(string name)
    {
        var options = Variants[name];
        var before = LearnFrom(null, options, TopicLines.Lines(1000), []);
        var after = Without(before, options, "a0", "d3", "nowhere");
        var (had, has) = (Words(before), Words(after));
        Assert.Equal(had.Keys.Except(["a0", "d3"]).Order(StringComparer.Ordinal), has.Keys.Where(word => word.Length > 0).Order(StringComparer.Ordinal));
        Assert.Equal(had.Count - 2, after.Manifest.Vocabulary);
        int[] free = [had["a0"].Row, had["d3"].Row];
        foreach (var file in after.Manifest.Files.Where(file => file.Name is "input.npy" or "output.npy"))
        {
            using MappedMatrix old = before.MapReadOnly(file.Name), now = after.MapReadOnly(file.Name);
            for (var row = 0; row < had.Count; row++)
            {
                Assert.True(free.Contains(row) ? now.Rows(row, 1).IndexOfAnyExcept(0f) < 0 : now.Rows(row, 1).SequenceEqual(old.Rows(row, 1)), $"row {row}");
            }
        }
    }

    [Fact]
    public void Phrases_with_a_removed_word_are_gone_and_the_others_stay()
    {
        var options = Variants["ns with phrases"];
        var before = LearnFrom(null, options, TopicLines.Lines(2000), []);
        var removal = WordRemoval.Of(before, Hash, options);
        var words = removal.WithPhrases(["a0"u8.ToArray(), "c3"u8.ToArray()]).Select(word => Encoding.UTF8.GetString(word.Span)).ToArray();
        Assert.Equal(["a0", "c3"], words[..2]);
        var (had, table) = (Words(before), PhraseState.ReadTable(before, Hash)!);
        bool IsAbout(string word) => word.Split('_').Any(part => part is "a0" or "c3");
        var phrases = Enumerable.Range(0, table.Count).Select(place => Encoding.UTF8.GetString(table[place].Token)).ToArray();
        Assert.Equal(had.Keys.Concat(phrases).Where(IsAbout).Distinct().Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
        Assert.True(words.Length > 10, string.Join(' ', words));

        var after = Without(before, options, words);
        Assert.Equal(had.Keys.Where(word => !IsAbout(word)).Order(StringComparer.Ordinal), Words(after).Keys.Where(word => word.Length > 0).Order(StringComparer.Ordinal));
        table = PhraseState.ReadTable(after, Hash)!;
        Assert.Equal(
            phrases.Where(phrase => !IsAbout(phrase)).Order(StringComparer.Ordinal),
            Enumerable.Range(0, table.Count).Select(place => Encoding.UTF8.GetString(table[place].Token)).Order(StringComparer.Ordinal));

        // Nothing is counted any more, and the phrases that stay are joined all the same.
        var again = LearnFrom(after, options, TopicLines.Lines(100), []);
        Assert.Contains(Words(again), word => word.Key.Contains('_', StringComparison.Ordinal) && word.Value.Count > had[word.Key].Count);
        Assert.All(WordRemoval.Of(LearnFrom(null, Variants["ns"], TopicLines.Lines(500), []), Hash, options).WithPhrases(["a"u8.ToArray()]), word => Assert.Equal(1, word.Length));
    }

    [Fact]
    public void The_curves_keep_no_vector_of_theirs()
    {
        var options = Variants["ns"];
        var before = LearnFrom(null, options, TopicLines.Lines(1000), []);
        var row = Words(before)["a0"].Row;
        var (had, has) = (CurvesFile.ReadAll(before)!.Value, CurvesFile.ReadAll(Without(before, options, "a0"))!.Value);
        Assert.Contains(row, had.Drift.Ids);
        Assert.Equal(had.Drift.Ids.Except([row]), has.Drift.Ids);
        Assert.Equal(had.Curves.Windows, has.Curves.Windows);
        var place = Array.IndexOf(had.Drift.Ids, row) * options.Dimension;
        Assert.Equal([.. had.Drift.Vectors[..place], .. had.Drift.Vectors[(place + options.Dimension)..]], has.Drift.Vectors);
    }

    [Fact]
    public void The_tables_draw_none_of_them()
    {
        var options = Variants["ns"];
        var before = LearnFrom(null, options, TopicLines.Lines(1000), []);
        var row = Words(before)["a0"].Row;
        var (old, now) = (LearnerState.Read(before).Growth!, LearnerState.Read(Without(before, options, "a0")).Growth!);
        Assert.True(old.Tables.Counts[row] > 0);
        Assert.Equal(0, now.Tables.Counts[row]);
        Assert.True(now.Tables.Known < old.Tables.Known && now.Tree.Moved > old.Tree.Moved);
    }

    private Generation Without(Generation generation, LearnerOptions options, params string[] words)
    {
        var removal = WordRemoval.Of(generation, Hash, options);
        foreach (var word in words)
        {
            Assert.Equal(word != "nowhere", removal.Remove(Encoding.UTF8.GetBytes(word)).WasKnown || word.Contains('_', StringComparison.Ordinal));
        }

        return Commit(removal.Write, options, removal.Words);
    }

    private Generation LearnFrom(Generation? start, LearnerOptions options, string[] lines, int[] stops)
    {
        var learner = Open(start, options);
        for (var i = 0; i < lines.Length; i++)
        {
            if (stops.Contains(i))
            {
                var stopped = Commit(learner.Write, options, learner.Vocabulary);
                learner.Dispose();
                learner = Open(stopped, options);
            }

            var tokens = new TokenBuffer();
            foreach (var word in lines[i].Split(' '))
            {
                tokens.Add(Encoding.UTF8.GetBytes(word));
            }

            learner.Learn(tokens);
        }

        using (learner)
        {
            return Commit(learner.Write, options, learner.Vocabulary);
        }
    }

    private static Learner Open(Generation? generation, LearnerOptions options) => generation is null
        ? Learner.ForStream(options, Hash, MatrixPlacement.Private)
        : Learner.Open(options, Hash, generation, MatrixPlacement.Private, grows: true);

    private Generation Commit(Action<GenerationWriter> write, LearnerOptions options, int words)
    {
        using var store = StoreFolder.OpenForWriting(Path.Combine(_folder, $"store{_stores++}"), 1);
        using var writer = store.BeginGeneration();
        write(writer);
        return writer.Commit(new Manifest
        {
            CreatedUtc = default,
            Journal = new JournalPosition(0, 0),
            Tokens = 0,
            Vocabulary = words,
            Dimension = options.Dimension,
            MathProfile = "test",
            Verb = "run",
            Complete = true,
            Options = new Dictionary<string, string>(),
        });
    }

    private static string Checksums(Generation generation) =>
        string.Join(' ', generation.Manifest.Files.Select(file => $"{file.Name}:{file.Crc32C:x8}"));

    private static Dictionary<string, (int Row, double Count)> Words(Generation generation)
    {
        var file = VocabularyFile.Read(generation.ReadFile(VocabularyFile.FileName), generation.Path);
        var words = new Dictionary<string, (int, double)>();
        for (var row = 0; row < file.Rows; row++)
        {
            words[Encoding.UTF8.GetString(file.Token(row))] = (row, file.Count(row));
        }

        return words;
    }
}
