namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>A fact that needs programs or rights; where they are missing it is shown as skipped, with the reason.</summary>
internal sealed class NeedsFactAttribute : FactAttribute
{
    /// <summary>Skips the fact unless all of <paramref name="needs"/> are there.</summary>
    public NeedsFactAttribute(params string[] needs) => Skip = Tools.Missing(needs);
}
