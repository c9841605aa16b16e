namespace StreamW2V.TestKit.Disks;

/// <summary>Runs one case of a suite again: the one that <c>STREAMW2V_TEST_CASE</c> names.</summary>
public static class ChosenCase
{
    private const string Variable = "STREAMW2V_TEST_CASE";

    /// <summary>The case that was asked for; null for all of them.</summary>
    public static string? Name { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : null;

    /// <summary>An error that says which case it was and how to run only that one again.</summary>
    public static InvalidOperationException Failed(Exception error, string name, Trials trials)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(trials);
        return new InvalidOperationException($"{error.GetType().Name}: {error.Message}\ncase {name}; replay with {Variable}={name} {trials.Replay}", error);
    }
}
