using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>Tells damage to one generation or archive, which must not take others with it, from failures that are about the machine.</summary>
internal static class Damage
{
    /// <summary>Whether an error says that a file is damaged: its content is not what was committed, or a sector of it cannot be read.</summary>
    public static bool IsSeenIn(Exception error) => error is StoreDamagedException or StorageException { IsUnreadable: true };
}
