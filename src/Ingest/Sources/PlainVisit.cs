using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Reads a plain file from where the ledger says to its present end. Its last line, if it has no line end, is held: it is accepted when
/// the file is gone, or when it has been idle for <see cref="IntakeOptions.IdleFlush"/>, for somebody who drops in a file without a final
/// newline expects its last line to be learned. If such a file grows after all, the rest of the line becomes a line of its own.
/// </summary>
internal sealed class PlainVisit : IFileVisit
{
    private readonly VisitContext _context;
    private readonly TrackedFile _tracked;
    private readonly RegularFile _file;
    private readonly byte[] _head;
    private readonly long _size;
    private readonly bool _mayFlush;
    private readonly bool _isGone;
    private readonly bool _isClosing;
    private readonly TailWindow _before = new();
    private FileSource? _source;

    /// <param name="context">What visits share.</param>
    /// <param name="tracked">The file.</param>
    /// <param name="file">The same, open; kept open among the context's files afterward unless it is gone.</param>
    /// <param name="head">Its first bytes.</param>
    /// <param name="size">Its length now.</param>
    /// <param name="mayFlush">Whether it is idle, so that a last line without end may be accepted.</param>
    /// <param name="isGone">Whether the path is gone and this descriptor is all that is left.</param>
    /// <param name="mayComeBack">Whether it went together with its folder: then nothing about it is final.</param>
    public PlainVisit(VisitContext context, TrackedFile tracked, RegularFile file, byte[] head, long size, bool mayFlush, bool isGone, bool mayComeBack)
    {
        _context = context;
        _tracked = tracked;
        _file = file;
        _head = head;
        _size = size;
        _isClosing = isGone && !mayComeBack;
        _mayFlush = _isClosing || (mayFlush && size == tracked.VisitedSize);
        _isGone = isGone;
    }

    public async ValueTask<bool> StepAsync()
    {
        if (_source is null && !await BeginAsync())
        {
            return false;
        }

        var source = _source!;
        switch (UnreadableFileException.Guard(() => _context.Feed.Fill(_context.Batch)))
        {
            case FeedOutcome.More:
                return true;
            case FeedOutcome.Lines when !UnreadableFileException.Guard(() => IsStillSame(source)):
                return PutOff();
            case FeedOutcome.Lines:
                await source.AppendAsync(_context.Batch, _context.Feed.TailHash);
                return true;
        }

        if (_mayFlush && (_isClosing || IsWholeText()) && _context.Feed.Complete(_context.Batch))
        {
            if (!UnreadableFileException.Guard(() => IsStillSame(source)))
            {
                return PutOff();
            }

            await source.AppendAsync(_context.Batch, _context.Feed.TailHash, isUnended: true);
        }

        _tracked.EndVisit(_size, _context.Feed.HeldBytes);
        await source.EndAsync(_isClosing ? SourcePhase.Gone : SourcePhase.Reading);
        return false;
    }

    public void Dispose()
    {
        if (_isGone)
        {
            _file.Dispose();
        }
        else
        {
            _context.OpenFiles.Put(_tracked.Key, _file);
        }
    }

    /// <summary>
    /// Whether what comes before the batch is still what it was. A file that is truncated and written anew while it is read would otherwise go on in the middle of
    /// another line. Asked after the batch was read, so a change that comes later does not touch it.
    /// </summary>
    private bool IsStillSame(FileSource source)
    {
        long start = _context.Batch.StartOffset;
        if (start < ContentHash.PrefixBytes)
        {
            var head = _head.AsSpan(0, Math.Min(_head.Length, ContentHash.PrefixBytes));
            Span<byte> now = stackalloc byte[ContentHash.PrefixBytes];
            if (_file.Read(now[..head.Length], 0) < head.Length || !head.SequenceEqual(now[..head.Length]))
            {
                return false;
            }
        }

        _before.Load(_file, source.Offset);
        return _before.Hash == (source.State?.TailHash ?? _before.Hash);
    }

    /// <summary>
    /// Whether the bytes so far can be the end of a text: not half of a UTF-16 unit, nor what may become a byte order mark. Behind such an end the rest of the file
    /// would be read with the wrong encoding.
    /// </summary>
    private bool IsWholeText() =>
        ByteOrderMark.TryDetect(_head, isWhole: false, out var encoding, out _)
        && (encoding == TextEncoding.Utf8 || _context.Feed.HeldBytes % 2 == 0);

    private bool PutOff()
    {
        _tracked.MakeDue();
        _context.HasUndecided = true;
        return false;
    }

    private async ValueTask<bool> BeginAsync()
    {
        var state = _context.Recorder.Ledger.Find(_tracked.Key, _tracked.Path);
        var source = new FileSource(_context.Recorder, _tracked, SourceKind.Plain, _head, state);
        var tail = _context.Feed.Tail;
        if (state is not null)
        {
            bool isSame = state.Description.Kind == SourceKind.Plain
                && _size >= state.EndOffset
                && state.Description.Identity.HasPrefixOf(_head)
                && UnreadableFileException.Guard(() => HashBefore(state.EndOffset)) == state.TailHash;
            if (!isSame)
            {
                await source.TruncateAsync();
            }
        }
        else if (!BeginNew(source))
        {
            return false;
        }

        long offset = source.Offset;
        UnreadableFileException.Guard(() => HashBefore(offset));
        ByteOrderMark.TryDetect(_head, isWhole: true, out var encoding, out _);
        _context.Feed.Begin(new PlainReader(_file, offset, _size), new LineDecoder(offset, encoding, _context.Options.MaxLineBytes));
        _source = source;
        return true;

        ulong HashBefore(long end)
        {
            tail.Load(_file, end);
            return tail.Hash;
        }
    }

    private bool BeginNew(FileSource source)
    {
        // Only a file not seen before is checked: one truncated and regrown by a writer that kept its offset starts with a run of NULs.
        if (BinaryDetector.ReasonToRefuse(_head) is { } reason)
        {
            _tracked.EndVisit(_size, 0);
            _context.Refuse(_tracked, reason);
            return false;
        }

        bool isIdle = _isGone || _context.IsIdle(_tracked, _context.Options.IdleFlush);
        var copy = new RotatedCopy(_context, _file, _head, _size);
        switch (UnreadableFileException.Guard(() => copy.Judge(_tracked.Path, isIdle)))
        {
            case CopyVerdict.Undecided:
                _context.HasUndecided = true;
                _tracked.PutOff();
                return false;
            case CopyVerdict.Copy:
                source.StartAt(copy.ReadUpTo!);
                _context.Tally.RecognisedCopies++;
                return true;
            default:
                return true;
        }
    }
}
