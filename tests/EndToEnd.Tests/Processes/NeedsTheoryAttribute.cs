namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>A theory that needs programs or rights; where they are missing it is shown as skipped, with the reason.</summary>
internal sealed class NeedsTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory unless all of <paramref name="needs"/> are there.</summary>
    public NeedsTheoryAttribute(params string[] needs) => Skip = Tools.Missing(needs);
}
