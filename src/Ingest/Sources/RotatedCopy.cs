using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Recognizes the copy that copytruncate rotation makes: a.log is copied to a.log.1 and then truncated. The copy is a new inode with the
/// content that was read from the original, and perhaps a few last lines that were not. Only the name a.log.1 beside a known a.log, or a.log beside a known
/// a.log.1, suggests it; equal files with other names are read each.
/// </summary>
internal sealed class RotatedCopy
{
    private readonly VisitContext _context;
    private readonly RegularFile _file;
    private readonly ContentHead _head;
    private readonly long _size;
    private readonly TailWindow _tail = new();
    private SourceMark? _whole;
    private SourceMark? _onTheWay;

    public RotatedCopy(VisitContext context, RegularFile file, byte[] head, long size)
    {
        _context = context;
        _file = file;
        _head = new ContentHead(head);
        _size = size;
    }

    /// <summary>What need not be read again, when it is a copy.</summary>
    public SourceMark? ReadUpTo => _whole ?? _onTheWay;

    /// <summary>Judges the file at a path; one that <paramref name="isIdle"/> is no longer being copied.</summary>
    public CopyVerdict Judge(string path, bool isIdle)
    {
        bool mustWait = false;
        foreach (var (other, isFamily) in Relatives(path))
        {
            // Once the other has been truncated, the copy is whole. If it is shorter than what was read, there is nothing left to compare its end with: another
            // content with the same start, as a header of a kilobyte is, would be taken for it.
            foreach (var earlier in other.Earlier.Where(mark => mark.EndOffset > 0 && _head.StartsLike(mark.Identity)))
            {
                Accept(other, earlier, isPart: false);
            }

            var identity = other.Description.Identity;
            if (isFamily && other.EndOffset > 0 && (_head.StartsLike(identity) || _size < identity.PrefixLength))
            {
                mustWait |= !Compare(other, path, isIdle);
            }
        }

        // What it may be a copy of is looked at first, or both would be new.
        if (!mustWait && ReadUpTo is null && RotationName.Original(path) is { } original
            && RegularFile.TryGetStatus(original, _context.Options.FollowSymlinks, out _) is { } there && _context.IsDue(FileKey.Of(there)))
        {
            mustWait = true;
        }

        return mustWait ? CopyVerdict.Undecided : ReadUpTo is null ? CopyVerdict.Original : CopyVerdict.Copy;
    }

    /// <summary>The sources whose names say that the file may be a copy of theirs, or they of its, and whether of what they hold now or only of what they held before.</summary>
    private IEnumerable<(SourceState Source, bool IsFamily)> Relatives(string path)
    {
        var ledger = _context.Recorder.Ledger;
        string? original = RotationName.Original(path);
        var source = original is null ? null : ledger.FindByPath(original);
        foreach (string there in original is null ? [] : RotationName.Later(path).Prepend(original))
        {
            // Renamed since it was last read.
            if (RegularFile.TryGetStatus(there, _context.Options.FollowSymlinks, out _) is { } status && ledger.Find(FileKey.Of(status), there) is { } renamed
                && renamed.Id != source?.Id && renamed.Description.Kind == SourceKind.Plain && renamed.Description.Path != there)
            {
                yield return (renamed, true);
            }
        }

        if (source is { Description.Kind: SourceKind.Plain })
        {
            yield return (source, true);
            foreach (var other in ledger.NumberedOf(original!).Where(other => other.Description.Kind == SourceKind.Plain))
            {
                yield return (other, true);
            }

            yield break;
        }

        foreach (var other in ledger.NumberedOf(path).Where(other => other.Description.Kind == SourceKind.Plain && other.Description.Path != path))
        {
            yield return (other, true);
        }

        // The original itself was renamed since: what was truncated away from it can be nowhere but in a copy.
        foreach (var other in original is null ? [] : ledger.TruncatedOf(original))
        {
            yield return (other, false);
        }
    }

    /// <summary>Compares with what is in another file now; false if that cannot be said yet.</summary>
    private bool Compare(SourceState other, string path, bool isIdle)
    {
        using var file = LiveOriginal.TryOpen(_context, other.Description.Path, other)
            ?? LiveOriginal.TryOpen(_context, RotationName.Original(other.Description.Path), other);
        if (file is not null && file.Status().Size < other.EndOffset)
        {
            Accept(other, other.Mark, isPart: false);
            return true;
        }

        bool isCopied = RotationName.Original(other.Description.Path) == path;

        // What the other still has unread would be read from both.
        if ((!isIdle && !isCopied) || _context.IsUnfinished(other.Description.Identity.File))
        {
            return false;
        }

        Accept(other, other.Mark, isPart: file is not null && LiveOriginal.Holds(file, other, _size, HashBefore(_file, _size)));
        return true;
    }

    /// <summary>
    /// Keeps the mark that covers most of those that fit the file. One on the way to where the other was read counts only where none does: it was overtaken, so more
    /// may have been read.
    /// </summary>
    private void Accept(SourceState other, SourceMark read, bool isPart)
    {
        if (_size >= read.EndOffset)
        {
            _whole = Longer(_whole, read);
        }
        else if (isPart)
        {
            _whole = Longer(_whole, new SourceMark(default, _size, HashBefore(_file, _size)));
        }
        else
        {
            _onTheWay = _context.Recorder.Trail.Of(other.Id).Where(mark => mark.EndOffset <= _size && _head.StartsLike(mark.Identity)).Aggregate(_onTheWay, Longer);
        }
    }

    private SourceMark? Longer(SourceMark? known, SourceMark mark) =>
        mark.EndOffset > (known?.EndOffset ?? 0) && HashBefore(_file, mark.EndOffset) == mark.TailHash ? mark : known;

    private ulong HashBefore(RegularFile file, long end)
    {
        _tail.Load(file, end);
        return _tail.Hash;
    }
}
