using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;

namespace StreamW2V.Host.Tests.CommandLine;

/// <summary>Prevents an option from eating an operand, and an operand from being taken for an option.</summary>
public sealed class ArgumentSpellingTests
{
    [Theory]
    [InlineData("-size 100 f.txt", "--dim=100 f.txt")]
    [InlineData("--lowercase f.txt", "--lowercase=true f.txt")]
    [InlineData("--lowercase 0 f.txt", "--lowercase=0 f.txt")]
    [InlineData("-cbow 1 -hs 0 f.txt", "--cbow=1 --hs=0 f.txt")]
    [InlineData("--cbow-mean=false f.txt", "--cbow-mean=false f.txt")]
    [InlineData("--alpha -0.1 f.txt", "--alpha=-0.1 f.txt")]
    [InlineData("-t 1e-4", "--sample=1e-4")]
    [InlineData("f.txt -- --dim -size", "f.txt -- --dim -size")]
    [InlineData("--dim", "--dim")]
    [InlineData("--dim -- 5", "--dim -- 5")]
    [InlineData("- -x --unknown 5", "- -x --unknown 5")]
    public void Known_options_are_joined_with_their_values(string typed, string expected) =>
        Assert.Equal(expected.Split(' '), ArgumentSpelling.Normalize(typed.Split(' '), Verbs.Train, out _));

    [Theory]
    [InlineData("a -- b c", 2)]
    [InlineData("a b", 0)]
    [InlineData("a --", 0)]
    public void Arguments_behind_two_dashes_are_counted(string typed, int expected)
    {
        ArgumentSpelling.Normalize(typed.Split(' '), Verbs.Nn, out var literal);
        Assert.Equal(expected, literal);
    }

    [Fact]
    public void A_value_that_looks_like_an_option_stays_a_value() =>
        Assert.Equal(["--store=--dim"], ArgumentSpelling.Normalize(["--store", "--dim"], Verbs.Train, out _));
}
