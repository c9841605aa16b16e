namespace StreamW2V.Store.Generations;

/// <summary>What all findings of <see cref="StoreCheck"/> come to.</summary>
public enum StoreVerdict
{
    /// <summary>Nothing is damaged.</summary>
    Sound,

    /// <summary>All that was damaged is repaired; the store opens.</summary>
    Repaired,

    /// <summary>fsck --repair can repair all of it.</summary>
    Repairable,

    /// <summary>Something needs a decision, or a backup: its finding says which.</summary>
    NeedsHelp,
}
