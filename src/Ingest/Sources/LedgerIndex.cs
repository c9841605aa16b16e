namespace StreamW2V.Ingest.Sources;

/// <summary>Finds the sources of a ledger by inode, by path, and by the name that rotation made theirs of.</summary>
internal sealed class LedgerIndex
{
    private readonly Dictionary<FileKey, LedgerEntry> _byFile = [];
    private readonly Dictionary<string, LedgerEntry> _byPath = [];
    private readonly Dictionary<string, LedgerEntry> _byStem = [];
    private readonly Dictionary<string, HashSet<LedgerEntry>> _numbered = [];
    private readonly Dictionary<string, HashSet<LedgerEntry>> _truncated = [];

    /// <summary>The source an inode was last read as.</summary>
    public SourceState? OfFile(FileKey file) => _byFile.GetValueOrDefault(file)?.State;

    /// <summary>The source last seen at a path.</summary>
    public SourceState? OfPath(string path) => _byPath.GetValueOrDefault(path)?.State;

    /// <summary>
    /// The files whose names are a path and one more number (a.log.1 for a.log), and those last seen at the path before the one that is there now, if there are few: a rotation has a handful, and the thousands of files of a numbered
    /// collection are no copies of each other.
    /// </summary>
    public IEnumerable<SourceState> NumberedOf(string path) => Few(_numbered, path);

    /// <summary>Those of them that something was truncated away from.</summary>
    public IEnumerable<SourceState> TruncatedOf(string path) => Few(_truncated, path);

    /// <summary>The plain files of a rotation stem.</summary>
    public IEnumerable<SourceState> OfStem(string stem)
    {
        for (var entry = _byStem.GetValueOrDefault(stem); entry is not null; entry = entry.NextOfStem)
        {
            yield return entry.State;
        }
    }

    /// <summary>Takes in a source at its present inode, path and stem.</summary>
    public void Add(LedgerEntry entry)
    {
        var description = entry.State.Description;
        if (description.Kind == SourceKind.StandardInput)
        {
            return;
        }

        Claim(_byFile, description.Identity.File, entry);
        var claimant = _byPath.GetValueOrDefault(description.Path);
        Claim(_byPath, description.Path, entry);
        if (claimant is not null)
        {
            // Of two at one path one is gone or was renamed since it was read. It stays known as a relative of what rotation puts beside the path.
            Put(_numbered, description.Path, _byPath[description.Path] == entry ? claimant : entry);
        }

        if (description.Kind == SourceKind.Plain)
        {
            string stem = RotationName.Stem(description.Path);
            entry.NextOfStem = _byStem.GetValueOrDefault(stem);
            entry.NextOfStem?.PreviousOfStem = entry;
            _byStem[stem] = entry;
            if (RotationName.Original(description.Path) is { } original)
            {
                Put(_numbered, original, entry);
                if (entry.State.Earlier.Count > 0)
                {
                    Put(_truncated, original, entry);
                }
            }
        }
    }

    private static IEnumerable<SourceState> Few(Dictionary<string, HashSet<LedgerEntry>> index, string path)
    {
        const int Most = 256;
        return index.TryGetValue(path, out var entries) && entries.Count <= Most ? entries.Select(entry => entry.State) : [];
    }

    private static void Put(Dictionary<string, HashSet<LedgerEntry>> index, string path, LedgerEntry entry)
    {
        if (!index.TryGetValue(path, out var entries))
        {
            index.Add(path, entries = []);
        }

        entries.Add(entry);
    }

    private static void Drop(Dictionary<string, HashSet<LedgerEntry>> index, string path, LedgerEntry entry)
    {
        if (index.TryGetValue(path, out var entries) && entries.Remove(entry) && entries.Count == 0)
        {
            index.Remove(path);
        }
    }

    // Of several sources at one inode or path the one still there counts, and of those the last to arrive.
    private static void Claim<TKey>(Dictionary<TKey, LedgerEntry> index, TKey key, LedgerEntry entry)
        where TKey : notnull
    {
        if (entry.State.ClosedAt == 0 || !index.TryGetValue(key, out var present) || present.State.ClosedAt != 0)
        {
            index[key] = entry;
        }
    }

    /// <summary>Takes it out again; its description is still the one it was taken in with.</summary>
    public void Remove(LedgerEntry entry)
    {
        var description = entry.State.Description;
        if (_byFile.GetValueOrDefault(description.Identity.File) == entry)
        {
            _byFile.Remove(description.Identity.File);
        }

        Drop(_numbered, description.Path, entry);
        if (_byPath.GetValueOrDefault(description.Path) == entry)
        {
            _byPath.Remove(description.Path);
            if (_numbered.GetValueOrDefault(description.Path)?.FirstOrDefault(other => other.State.Description.Path == description.Path) is { } next)
            {
                Drop(_numbered, description.Path, next);
                _byPath.Add(description.Path, next);
            }
        }

        if (description.Kind == SourceKind.Plain)
        {
            RemoveFromStem(entry);
            if (RotationName.Original(description.Path) is { } original)
            {
                Drop(_numbered, original, entry);
                Drop(_truncated, original, entry);
            }
        }
    }

    private void RemoveFromStem(LedgerEntry entry)
    {
        if (entry.PreviousOfStem is { } previous)
        {
            previous.NextOfStem = entry.NextOfStem;
        }
        else if (entry.NextOfStem is { } next)
        {
            _byStem[RotationName.Stem(entry.State.Description.Path)] = next;
        }
        else
        {
            _byStem.Remove(RotationName.Stem(entry.State.Description.Path));
        }

        entry.NextOfStem?.PreviousOfStem = entry.PreviousOfStem;
        entry.NextOfStem = null;
        entry.PreviousOfStem = null;
    }
}
