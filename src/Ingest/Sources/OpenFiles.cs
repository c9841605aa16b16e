using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Descriptors of files visited lately. A log that is renamed out of the folder or deleted between two scans is still read to its end
/// through its descriptor. The one not used for longest is closed when there are too many.
/// </summary>
internal sealed class OpenFiles : IDisposable
{
    private readonly Dictionary<FileKey, LinkedListNode<(FileKey Key, RegularFile File)>> _byKey = [];
    private readonly LinkedList<(FileKey Key, RegularFile File)> _byUse = [];
    private readonly int _limit;

    public OpenFiles(int limit) => _limit = limit;

    /// <summary>How many are held.</summary>
    public int Count => _byKey.Count;

    /// <summary>Hands out the open file, which the caller puts back or closes; null if there is none.</summary>
    public RegularFile? Take(FileKey key)
    {
        if (!_byKey.Remove(key, out var node))
        {
            return null;
        }

        _byUse.Remove(node);
        return node.Value.File;
    }

    /// <summary>Keeps a file open until it is taken or others have pushed it out.</summary>
    public void Put(FileKey key, RegularFile file)
    {
        Take(key)?.Dispose();
        _byKey.Add(key, _byUse.AddLast((key, file)));
        while (_byKey.Count > _limit)
        {
            Take(_byUse.First!.Value.Key)?.Dispose();
        }
    }

    /// <summary>Closes those not used for longest, when the system has no descriptors left; false if none is held.</summary>
    public bool CloseHalf()
    {
        int left = _byKey.Count / 2;
        bool hasAny = _byKey.Count > 0;
        while (_byKey.Count > left)
        {
            Take(_byUse.First!.Value.Key)?.Dispose();
        }

        return hasAny;
    }

    public void Dispose()
    {
        foreach (var (_, file) in _byUse)
        {
            file.Dispose();
        }

        _byUse.Clear();
        _byKey.Clear();
    }
}
