using StreamW2V.Host.Options;
using StreamW2V.Host.Options.Declarations;

namespace StreamW2V.Host.Tests.Options;

/// <summary>
/// Prevents a layer from winning over one that should take precedence, and mistakes in file and environment from passing unseen.
/// </summary>
public sealed class OptionResolverTests
{
    [Fact]
    public void The_command_line_wins_over_environment_over_file_over_default()
    {
        var file = File("""{ "model": { "dim": 10, "window": 11, "seed": 12 } }""");
        var environment = Environment(("STREAMW2V__MODEL__DIM", "20"), ("STREAMW2V__MODEL__WINDOW", "21"));
        RawOption[] commandLine = [new(ModelDeclarations.Dimension, ["30"], OptionOrigin.CommandLine, "--dim")];
        var values = Resolve([.. commandLine, .. environment, .. file]);
        Assert.Equal(30, values.Integer(ModelDeclarations.Dimension));
        Assert.Equal(21, values.Integer(ModelDeclarations.Window));
        Assert.Equal(12, values.Integer(ModelDeclarations.Seed));
        Assert.Equal(5, values.Integer(ModelDeclarations.Negative));
    }

    [Fact]
    public void An_option_is_asked_for_unless_it_is_a_default_that_a_file_repeats()
    {
        var file = File("""{ "model": { "dim": 100, "window": 11, "alpha": null } }""");
        var environment = Environment(("STREAMW2V__MODEL__SEED", "1"));
        var asked = new ExplicitOptions(Resolve([.. file, .. environment]));
        Assert.Equal(["window", "seed"], asked.Names);
        Assert.Equal("STREAMW2V__MODEL__SEED", asked.Where(ModelDeclarations.Seed));
        Assert.Equal("model.window in f.json line 1", asked.Where(ModelDeclarations.Window));
        Assert.Empty(ExplicitOptions.None.Names);
    }

    [Theory]
    [InlineData("STREAMW2V__MODEL__MIN_COUNT")]
    [InlineData("STREAMW2V__MODEL__MINCOUNT")]
    [InlineData("STREAMW2V__Model__MinCount")]
    [InlineData("streamw2v__model__minCount")]
    public void The_environment_is_read_in_any_case(string name) =>
        Assert.Equal(7, Resolve(Environment((name, "7"))).Integer(ModelDeclarations.MinCount));

    [Fact]
    public void Folders_are_listed_in_the_environment_with_colons_and_in_the_file_as_an_array()
    {
        Assert.Equal(["/a", "/b"], Resolve(Environment(("STREAMW2V__STREAM__WATCH", "/a:/b"))).Paths(StreamDeclarations.Watch));
        Assert.Equal(["/a", "/b"], Resolve(File("""{ "stream": { "watch": ["/a", "/b"] } }""")).Paths(StreamDeclarations.Watch));
        Assert.Equal(["/a"], Resolve(File("""{ "stream": { "watch": "/a" } }""")).Paths(StreamDeclarations.Watch));
    }

    [Fact]
    public void Unknown_variables_with_our_prefix_are_errors_with_the_nearest_name_and_others_are_not_ours()
    {
        var errors = new List<string>();
        EnvironmentOptions.Read(new Dictionary<string, string> { ["STREAMW2V__MODEL__DIMM"] = "1", ["STREAMW2V_DEBUG"] = "1", ["PATH"] = "/" }, errors);
        Assert.Equal(["environment variable STREAMW2V__MODEL__DIMM is not an option; did you mean STREAMW2V__MODEL__DIM?"], errors);
    }

    [Fact]
    public void Everything_wrong_with_a_file_is_reported_with_its_line()
    {
        var errors = new List<string>();
        var text = """
            {
              // a comment is fine, and so is the trailing comma
              "model": { "dimm": 5,
                "window": {} , "seed": 1, "seed": 2 },
              "modle": { "dim": [1, { "a": 2 }] },
              "text": { "lowercase": true, },
            }
            """;
        var found = ConfigurationFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "f.json", errors);
        Assert.Equal(
            [
                "f.json line 3: unknown key \"model.dimm\"; did you mean dim?",
                "model.window in f.json line 4 must be a string, a number, true, false or null",
                "model.seed in f.json line 4 is given twice; keep one",
                "f.json line 5: unknown section \"modle\"; did you mean model?",
            ],
            errors);
        Assert.True(Resolve(found).Flag(TextDeclarations.Lowercase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"model\": 5 }")]
    [InlineData("{ \"model\": { \"dim\": 5 }")]
    [InlineData("{ \"model\": { \"dim\": 0x10 } }")]
    public void A_file_that_is_no_configuration_is_one_error_that_names_it(string text)
    {
        var errors = new List<string>();
        ConfigurationFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "f.json", errors);
        Assert.Contains("configuration file f.json line ", Assert.Single(errors));
    }

    [Fact]
    public void A_value_that_is_not_valid_names_the_layer_it_is_in()
    {
        var errors = new List<string>();
        OptionResolver.Resolve([.. File("""{ "model": { "dim": 0 } }"""), .. Environment(("STREAMW2V__MODEL__THREADS", "10000"))], 2, errors);
        Assert.Equal(
            [
                "model.dim in f.json line 1 0: must be from 1 to 8192",
                "STREAMW2V__MODEL__THREADS 10000: must be from 1 to 256 (this machine has 2 cores)",
            ],
            errors);
    }

    private static IReadOnlyList<RawOption> File(string text)
    {
        var errors = new List<string>();
        var found = ConfigurationFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "f.json", errors);
        Assert.Empty(errors);
        return found;
    }

    private static IReadOnlyList<RawOption> Environment(params (string Name, string Value)[] variables)
    {
        var errors = new List<string>();
        var found = EnvironmentOptions.Read(variables.ToDictionary(variable => variable.Name, variable => variable.Value), errors);
        Assert.Empty(errors);
        return found;
    }

    private static OptionValues Resolve(IEnumerable<RawOption> layers)
    {
        var errors = new List<string>();
        var values = OptionResolver.Resolve(layers, 2, errors);
        Assert.Empty(errors);
        return values;
    }
}
