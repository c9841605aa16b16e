using StreamW2V.Store.Files;

namespace StreamW2V.Store.Generations;

/// <summary>Collects what the parts of fsck find, and repairs it where that was asked for: each repair by itself, so that one that fails does not keep another from being made.</summary>
/// <param name="storage">The file system.</param>
/// <param name="store">The store's folder.</param>
/// <param name="repairs">Whether to repair.</param>
internal sealed class CheckReport(IStorage storage, string store, bool repairs)
{
    private readonly List<StoreFinding> _findings = [];

    /// <summary>The file system.</summary>
    public IStorage Storage => storage;

    /// <summary>The store's folder.</summary>
    public string Store => store;

    /// <summary>How to run the repair.</summary>
    public string RunRepair => $"run `streamw2v fsck --repair --store '{store}'`";

    /// <summary>Everything found so far.</summary>
    public IReadOnlyList<StoreFinding> Findings => _findings;

    /// <summary>Something that is normal.</summary>
    public void Note(string path, string sentence, string meaning, string remedy) =>
        _findings.Add(new StoreFinding(FindingSeverity.Note, path, sentence, meaning, remedy));

    /// <summary>Something that a person should decide about.</summary>
    public void Warn(string path, string sentence, string meaning, string remedy) =>
        _findings.Add(new StoreFinding(FindingSeverity.Warning, path, sentence, meaning, remedy));

    /// <summary>Damage that no repair helps against.</summary>
    public void Lost(string path, string sentence, string meaning, string remedy) =>
        _findings.Add(new StoreFinding(FindingSeverity.Error, path, sentence, meaning, remedy));

    /// <summary>Damage that can be repaired.</summary>
    /// <param name="path">What is damaged.</param>
    /// <param name="sentence">How.</param>
    /// <param name="meaning">What that means for the data.</param>
    /// <param name="plan">What a repair would do.</param>
    /// <param name="repair">Does it, and says what was done.</param>
    public void Damage(string path, string sentence, string meaning, string plan, Func<string> repair)
    {
        if (!repairs)
        {
            _findings.Add(new StoreFinding(FindingSeverity.Error, path, sentence, meaning, $"{RunRepair}: {plan}", IsRepairable: true));
            return;
        }

        try
        {
            _findings.Add(new StoreFinding(FindingSeverity.Error, path, sentence, meaning, repair(), Repaired: true, IsRepairable: true));
        }
        catch (StorageException error)
        {
            string remedy = $"this could not be repaired, and is as it was: {error.Message}; then {RunRepair} again";
            _findings.Add(new StoreFinding(FindingSeverity.Error, path, sentence, meaning, remedy, IsRepairable: true));
        }
    }

    /// <summary>Moves something to quarantine and says so.</summary>
    public string MoveAside(string path, string name, string reason) => $"moved to '{Quarantine.Move(storage, store, path, name, reason)}'";
}
