using System.Globalization;

namespace StreamW2V.EndToEnd.Tests.Recovery;

/// <summary>The seed of the random moments; <c>STREAMW2V_TEST_SEED</c> replaces it.</summary>
internal static class TestSeed
{
    private const string Variable = "STREAMW2V_TEST_SEED";

    public static ulong Value { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var seed) ? seed : 20261121;

    /// <summary>What replays a test.</summary>
    public static string Replay(string test) =>
        $"seed {Value}; replay with {Variable}={Value} dotnet test -c Release tests/EndToEnd.Tests --filter {test}";
}
