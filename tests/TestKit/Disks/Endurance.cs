using System.Globalization;

namespace StreamW2V.TestKit.Disks;

/// <summary>How much of a suite runs: little in every build, its full count where an environment variable asks for it.</summary>
public static class Endurance
{
    private const string SeedVariable = "STREAMW2V_TEST_SEED";

    /// <summary>The seed of all random choices: that of <c>STREAMW2V_TEST_SEED</c>, or 1.</summary>
    public static ulong Seed { get; } = ulong.TryParse(
        Environment.GetEnvironmentVariable(SeedVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>The count in <c>STREAMW2V_ENDURANCE_</c><paramref name="name"/>, or <paramref name="quick"/> where it is not set.</summary>
    public static int Count(string name, int quick) => int.TryParse(
        Environment.GetEnvironmentVariable("STREAMW2V_ENDURANCE_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : quick;

    /// <summary>The one case to run again, as <c>STREAMW2V_REPLAY_</c><paramref name="name"/> says; null for all of them.</summary>
    public static string? Replay(string name) => Environment.GetEnvironmentVariable("STREAMW2V_REPLAY_" + name);

    /// <summary>The command that runs one case again.</summary>
    /// <param name="name">The name of the suite in the variables.</param>
    /// <param name="project">The test project.</param>
    /// <param name="test">The class that holds the suite.</param>
    /// <param name="which">Names the case.</param>
    public static string Command(string name, string project, string test, string which) =>
        $"replay: {SeedVariable}={Seed} STREAMW2V_REPLAY_{name}={which} dotnet test tests/{project} -c Release --filter {test}";
}
