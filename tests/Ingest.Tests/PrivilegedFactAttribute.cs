namespace StreamW2V.Ingest.Tests;

/// <summary>A fact that mounts file systems; shown as skipped where that is not allowed.</summary>
internal sealed class PrivilegedFactAttribute : FactAttribute
{
    /// <summary>Skips the fact unless the process is privileged.</summary>
    public PrivilegedFactAttribute() => Skip = Environment.IsPrivilegedProcess && File.Exists("/bin/mount") ? null : "needs root and mount";
}
