using StreamW2V.EndToEnd.Tests.Texts;

namespace StreamW2V.EndToEnd.Tests.Scripts;

/// <summary>A theory over one real text; where it is absent it is shown as skipped, with the reason.</summary>
public sealed class SharedTextTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory unless the text is there.</summary>
    public SharedTextTheoryAttribute(string name) => Skip = SharedText.Missing(name);
}
