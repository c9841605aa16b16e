using System.Text.Json;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Tests.Options;

/// <summary>Prevents declarations that contradict each other or the files made from them.</summary>
public sealed class OptionCatalogTests
{
    [Fact]
    public void The_shipped_configuration_file_is_what_the_declarations_write() =>
        Assert.Equal(ConfigurationText.Write(), RepositoryFiles.Read("config/streamw2v.json"));

    [Fact]
    public void The_shipped_configuration_file_is_plain_json_with_every_option()
    {
        using var file = JsonDocument.Parse(RepositoryFiles.Read("config/streamw2v.json"));
        foreach (var option in OptionCatalog.Configurable)
        {
            Assert.True(file.RootElement.GetProperty(option.Section!).TryGetProperty(option.Key, out _), option.ConfigurationName);
        }
    }

    [Fact]
    public void Reading_the_shipped_file_changes_no_default_and_asks_for_nothing()
    {
        var errors = new List<string>();
        var layers = ConfigurationFile.Read(Path.Combine(RepositoryFiles.Root, "config/streamw2v.json"), errors);
        var values = OptionResolver.Resolve(layers, 2, errors);
        var defaults = OptionResolver.Resolve([], 2, errors);
        Assert.Empty(errors);
        Assert.All(OptionCatalog.All, option => Assert.Equal(defaults[option].Value, values[option].Value));
        Assert.Empty(new ExplicitOptions(values).Names);
    }

    [Fact]
    public void No_verb_has_two_options_of_one_name_in_any_spelling()
    {
        foreach (var verb in Enum.GetValues<Verbs>().Where(verb => System.Numerics.BitOperations.IsPow2((int)verb)))
        {
            var names = OptionCatalog.Of(verb).SelectMany(option => option.Flags).Select(Host.CommandLine.ArgumentSpelling.Plain).ToList();
            Assert.Equal(names.Distinct().Count(), names.Count);
        }
    }

    [Fact]
    public void Environment_names_are_unique_and_spelled_as_promised()
    {
        var names = OptionCatalog.Configurable.Select(option => option.EnvironmentName).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
        Assert.Contains("STREAMW2V__MODEL__MIN_COUNT", names);
        Assert.Contains("STREAMW2V__STORE__DIR", names);
        Assert.All(names, name => Assert.Matches("^STREAMW2V__[A-Z]+__[A-Z_0-9]+$", name));
    }

    [Fact]
    public void Defaults_of_the_records_are_those_of_the_declarations()
    {
        var errors = new List<string>();
        var values = OptionResolver.Resolve([], 2, errors);
        Assert.Equal(new ModelOptions { Threads = 2 }, OptionBinder.Learning(values, 2, isStream: false, errors));
        Assert.Equal(new TextOptions(), OptionBinder.Text(values));
        var stream = OptionBinder.Stream(values, inputIsPiped: true, errors);
        Assert.Equal(new StreamOptions { StandardInput = true, Watch = stream.Watch }, stream);
        Assert.Empty(errors);
    }

    [Fact]
    public void Defaults_of_the_learner_are_those_of_the_command_line()
    {
        var errors = new List<string>();
        var learner = OptionBinder.Learning(OptionResolver.Resolve([], 1, errors), 1, isStream: false, errors).ToLearner();
        Assert.Equal(new Engine.LearnerOptions { Threads = 1 }, learner);
    }

    [Theory]
    [InlineData("dim", "100", "model.dim", "STREAMW2V__MODEL__DIM")]
    [InlineData("window", "5", "model.window", "STREAMW2V__MODEL__WINDOW")]
    [InlineData("negative", "5", "model.negative", "STREAMW2V__MODEL__NEGATIVE")]
    [InlineData("ns-exponent", "0.75", "model.nsExponent", "STREAMW2V__MODEL__NS_EXPONENT")]
    [InlineData("sample", "0.001", "model.sample", "STREAMW2V__MODEL__SAMPLE")]
    [InlineData("min-count", "5", "model.minCount", "STREAMW2V__MODEL__MIN_COUNT")]
    [InlineData("max-vocab", "1000000", "model.maxVocab", "STREAMW2V__MODEL__MAX_VOCAB")]
    [InlineData("half-life", "0", "model.halfLife", "STREAMW2V__MODEL__HALF_LIFE")]
    [InlineData("first-vectors", "random", "model.firstVectors", "STREAMW2V__MODEL__FIRST_VECTORS")]
    [InlineData("rehearse", "0", "model.rehearse", "STREAMW2V__MODEL__REHEARSE")]
    [InlineData("rehearse-tokens", "16000000", "model.rehearseTokens", "STREAMW2V__MODEL__REHEARSE_TOKENS")]
    [InlineData("passes", "5", "model.passes", "STREAMW2V__MODEL__PASSES")]
    [InlineData("max-sentence", "1000", "model.maxSentence", "STREAMW2V__MODEL__MAX_SENTENCE")]
    [InlineData("softmax-max-vocab", "50000", "model.softmaxMaxVocab", "STREAMW2V__MODEL__SOFTMAX_MAX_VOCAB")]
    [InlineData("max-line", "1MiB", "text.maxLine", "STREAMW2V__TEXT__MAX_LINE")]
    [InlineData("checkpoint-every", "60s", "stream.checkpointEvery", "STREAMW2V__STREAM__CHECKPOINT_EVERY")]
    [InlineData("fsync-interval", "1s", "stream.fsyncInterval", "STREAMW2V__STREAM__FSYNC_INTERVAL")]
    [InlineData("keep-generations", "2", "stream.keepGenerations", "STREAMW2V__STREAM__KEEP_GENERATIONS")]
    [InlineData("restrict-vocab", "30000", "query.restrictVocab", "STREAMW2V__QUERY__RESTRICT_VOCAB")]
    public void Names_and_defaults_are_those_of_the_contract(string name, string standard, string configuration, string environment)
    {
        var option = Assert.Single(OptionCatalog.Configurable, option => option.Name == name);
        Assert.Equal((standard, configuration, environment), (option.Default, option.ConfigurationName, option.EnvironmentName));
    }

    [Fact]
    public void The_table_for_the_readme_has_a_row_for_every_option()
    {
        var table = OptionTable.Write();
        Assert.All(OptionCatalog.Configurable, option => Assert.Contains($"| `{option.ConfigurationName}` |", table));
    }
}
