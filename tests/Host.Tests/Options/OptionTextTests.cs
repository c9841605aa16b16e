using StreamW2V.Host.Options;

namespace StreamW2V.Host.Tests.Options;

/// <summary>Prevents values that are read as something other than what was typed, in any locale and unit.</summary>
public sealed class OptionTextTests
{
    [Theory]
    [InlineData(OptionKind.Integer, "42", 42L)]
    [InlineData(OptionKind.Integer, "1e6", 1_000_000L)]
    [InlineData(OptionKind.Integer, "-3", -3L)]
    [InlineData(OptionKind.Number, "1e-4", 1e-4)]
    [InlineData(OptionKind.Number, ".5", 0.5)]
    [InlineData(OptionKind.Size, "1MiB", 1L << 20)]
    [InlineData(OptionKind.Size, "64k", 65536L)]
    [InlineData(OptionKind.Size, "100", 100L)]
    [InlineData(OptionKind.Flag, "1", true)]
    [InlineData(OptionKind.Flag, "False", false)]
    public void A_valid_text_is_read(OptionKind kind, string text, object expected)
    {
        Assert.Equal(expected, OptionText.Read(Declare(kind), text, out var error));
        Assert.Null(error);
    }

    [Fact]
    public void A_list_is_read_value_by_value_without_repetitions()
    {
        var list = Declare(OptionKind.Integer) with { IsList = true, Minimum = 1 };
        Assert.Equal(new object[] { 3L, 1L }, OptionText.Read(list, "3, 1,3", out var error));
        Assert.Null(error);
        Assert.Equal(new object[] { 7L }, OptionText.Read(list, "7", out error));
        Assert.Null(error);
        foreach (var wrong in new[] { "", "1,", "1,x", "1;2", "1,0" })
        {
            Assert.Null(OptionText.Read(list, wrong, out error));
            Assert.NotNull(error);
        }
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("60s", 60_000)]
    [InlineData("5m", 300_000)]
    [InlineData("5min", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("2", 2_000)]
    [InlineData("0.5", 500)]
    public void A_length_of_time_is_read_with_its_unit(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), OptionText.Read(Declare(OptionKind.Duration), text, out _));

    [Theory]
    [InlineData(OptionKind.Integer, "1.5")]
    [InlineData(OptionKind.Integer, "1,000")]
    [InlineData(OptionKind.Integer, "")]
    [InlineData(OptionKind.Integer, "99999999999999999999")]
    [InlineData(OptionKind.Number, "0,05")]
    [InlineData(OptionKind.Number, "NaN")]
    [InlineData(OptionKind.Number, "1e999")]
    [InlineData(OptionKind.Duration, "1 week")]
    [InlineData(OptionKind.Duration, "s")]
    [InlineData(OptionKind.Size, "1 parsec")]
    [InlineData(OptionKind.Flag, "2")]
    [InlineData(OptionKind.Path, "")]
    public void An_invalid_text_is_refused_with_what_was_expected(OptionKind kind, string text)
    {
        Assert.Null(OptionText.Read(Declare(kind), text, out var error));
        Assert.StartsWith("must be ", error);
    }

    [Theory]
    [InlineData("0", "must be from 1 to 10")]
    [InlineData("11", "must be from 1 to 10")]
    public void A_value_out_of_range_is_refused_with_the_range(string text, string expected)
    {
        var option = Declare(OptionKind.Integer) with { Minimum = 1, Maximum = 10 };
        Assert.Null(OptionText.Read(option, text, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_range_of_time_or_bytes_is_shown_in_units_people_type()
    {
        Assert.Equal("100ms..7d", (Declare(OptionKind.Duration) with { Minimum = 0.1, Maximum = 7 * 86400 }).Range);
        Assert.Equal("64B..1GiB", (Declare(OptionKind.Size) with { Minimum = 64, Maximum = 1 << 30 }).Range);
    }

    [Fact]
    public void A_misspelled_choice_is_answered_with_the_nearest()
    {
        var option = Declare(OptionKind.Choice) with { Choices = ["whitespace", "unicode", "cjk"] };
        Assert.Null(OptionText.Read(option, "unicod", out var error));
        Assert.Equal("must be one of whitespace, unicode, cjk; did you mean unicode?", error);
    }

    [Theory]
    [InlineData("dmi", "dim")]
    [InlineData("--windw", "--window")]
    [InlineData("MINCOUNT", "minCount")]
    public void The_nearest_name_forgives_slips_and_case(string typed, string expected) =>
        Assert.Equal(expected, NearestName.Find(typed, ["dim", "--window", "minCount", "seed"]));

    [Fact]
    public void A_name_that_is_near_to_nothing_gets_no_guess() => Assert.Null(NearestName.Find("banana", ["dim", "window", "seed"]));

    private static OptionDeclaration Declare(OptionKind kind) => new() { Name = "option", Kind = kind, Description = "An option", Verbs = Verbs.All };
}
