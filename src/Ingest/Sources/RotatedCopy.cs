using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Recognises the copy that copytruncate rotation makes: a.log is copied to a.log.1 and then truncated. The copy is a new inode with the
/// content that was read from the original, and perhaps a few last lines that were not. Only the name a.log.1 beside a known a.log
/// suggests it; equal files with other names are read each.
/// </summary>
internal sealed class RotatedCopy
{
    private readonly SourceLedger _ledger;
    private readonly RegularFile _file;
    private readonly byte[] _head;
    private readonly long _size;
    private readonly bool _followSymlinks;
    private readonly TailWindow _tail = new();

    public RotatedCopy(SourceLedger ledger, RegularFile file, byte[] head, long size, bool followSymlinks)
    {
        _ledger = ledger;
        _file = file;
        _head = head;
        _size = size;
        _followSymlinks = followSymlinks;
    }

    /// <summary>What need not be read again, when it is a copy.</summary>
    public SourceMark? ReadUpTo { get; private set; }

    /// <summary>Judges the file at a path; one that <paramref name="isIdle"/> is no longer being copied.</summary>
    public CopyVerdict Judge(string path, bool isIdle)
    {
        if (RotationName.Original(path) is not { } name
            || _ledger.FindByPath(name) is not { Description.Kind: SourceKind.Plain } original)
        {
            return CopyVerdict.Original;
        }

        // Once the original has been truncated, the copy is whole. Lines that were read from the original after the copy was made are
        // not in it, and there is nothing left to compare them with.
        if (original.Previous is { } previous && IsStartOf(previous))
        {
            return Accept(previous, isPartOfOriginal: true);
        }

        var current = original.Mark;
        if (!IsStartOf(current))
        {
            return CopyVerdict.Original;
        }

        using var other = RegularFile.TryOpen(name, _followSymlinks, out _);
        bool isTruncated = other is not null
            && FileKey.Of(other.Status()) == original.Description.Identity.File
            && other.Status().Size < original.EndOffset;
        return isTruncated || isIdle
            ? Accept(current, isTruncated || (other is not null && HashBefore(other, _size) == HashBefore(_file, _size)))
            : CopyVerdict.Undecided;
    }

    private CopyVerdict Accept(SourceMark read, bool isPartOfOriginal)
    {
        ReadUpTo = _size < read.EndOffset
            ? isPartOfOriginal ? new SourceMark(default, _size, HashBefore(_file, _size)) : null
            : HashBefore(_file, read.EndOffset) == read.TailHash ? read : null;
        return ReadUpTo is null ? CopyVerdict.Original : CopyVerdict.Copy;
    }

    private bool IsStartOf(SourceMark mark) =>
        mark.EndOffset > 0 && mark.Identity.PrefixLength > 0 && mark.Identity.HasPrefixOf(_head);

    private ulong HashBefore(RegularFile file, long end)
    {
        _tail.Load(file, end);
        return _tail.Hash;
    }
}
