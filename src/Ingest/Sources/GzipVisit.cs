using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// Reads a gzip file from where the ledger says to its end, through all members. Inflating starts at the front each time, so a file that is
/// still being written is tried again after growing waits. One that repeats what was read under another name of the same rotation
/// (a.log → a.log.1.gz) is read behind that.
/// </summary>
internal sealed class GzipVisit : IFileVisit
{
    private const int StepBytes = 4 << 20;

    private readonly VisitContext _context;
    private readonly TrackedFile _tracked;
    private readonly RegularFile _file;
    private readonly long _size;
    private readonly bool _isGone;
    private readonly SourcePhase? _last;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly GzipReader _reader;
    private readonly Queue<(SourceMark Mark, bool IsOnTheWay)> _marks = new();
    private readonly List<SourceState> _plain = [];
    private FileSource? _source;
    private byte[] _head = [];
    private SourceMark? _found;
    private SourceMark? _foundOnTheWay;
    private BadInputException? _cutInHead;
    private bool _isReading;

    /// <param name="context">What visits share.</param>
    /// <param name="tracked">The file.</param>
    /// <param name="file">The same, open; closed with the visit.</param>
    /// <param name="size">Its compressed length now.</param>
    /// <param name="isGone">Whether the path is gone.</param>
    /// <param name="mayComeBack">Whether it went together with its folder.</param>
    public GzipVisit(VisitContext context, TrackedFile tracked, RegularFile file, long size, bool isGone, bool mayComeBack)
    {
        _context = context;
        _tracked = tracked;
        _file = file;
        _size = size;
        _isGone = isGone;
        _last = isGone && !mayComeBack ? SourcePhase.Gone : null;
        _reader = new GzipReader(file);
    }

    public async ValueTask<bool> StepAsync()
    {
        try
        {
            return _source is null ? await BeginAsync()
                : !_isReading ? await SkipAsync(_source)
                : await ReadAsync(_source);
        }
        catch (BadInputException error)
        {
            await EndCutAsync(error);
            return false;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _file.Dispose();
    }

    private async ValueTask<bool> BeginAsync()
    {
        if (_tracked.CutSize == _size && !_isGone && !_context.IsIdle(_tracked, _context.Options.GzipPatience))
        {
            _tracked.BackOff(_context.Time, _context.Options.RetryAfter, _context.Options.RetryAtMost);
            return false;
        }

        var head = _head = UnreadableFileException.Guard(ReadHead);
        var state = _context.Recorder.Ledger.Find(_tracked.Key, _tracked.Path);
        _source = new FileSource(_context.Recorder, _tracked, SourceKind.Gzip, head, state);
        if (state is null)
        {
            if (BinaryDetector.ReasonToRefuse(head) is { } reason)
            {
                _tracked.EndVisit(_size, 0);
                _context.Refuse(_tracked, $"what is in it {reason}");
                return false;
            }

            return BeginNew(head);
        }

        if (_cutInHead is not null && head.Length < state.Description.Identity.PrefixLength)
        {
            // It is being rewritten in place: too little is there to say whether with the same content.
            throw _cutInHead;
        }

        if (state.Description.Kind != SourceKind.Gzip || !state.Description.Identity.HasPrefixOf(head))
        {
            await _source.TruncateAsync();
        }
        else if (state.Description is { Phase: SourcePhase.Finished } finished && finished.StoredSize == _size)
        {
            _tracked.EndVisit(_size, 0);
            await _source.EndAsync(_last ?? SourcePhase.Finished, _size);
            return false;
        }

        _marks.Enqueue((state.Mark, false));
        return true;
    }

    private bool BeginNew(byte[] head)
    {
        var start = new ContentHead(head);
        var candidates = new List<SourceMark>();
        var passed = new List<SourceMark>();
        foreach (var other in _context.Recorder.Ledger.OfStem(RotationName.Stem(_tracked.Path)))
        {
            foreach (var mark in other.Earlier.Prepend(other.Mark).Where(mark => mark.EndOffset > 0))
            {
                if (_cutInHead is not null && mark.Identity.PrefixLength > head.Length)
                {
                    // Too little is there to say whether it repeats what is known.
                    throw _cutInHead;
                }

                if (start.StartsLike(mark.Identity))
                {
                    candidates.Add(mark);
                    passed.AddRange(_context.Recorder.Trail.Of(other.Id).Where(point => start.StartsLike(point.Identity)));
                    if (mark == other.Mark && other.Description.Kind == SourceKind.Plain)
                    {
                        _plain.Add(other);
                    }

                    if (mark == other.Mark && _context.IsUnfinished(other.Description.Identity.File))
                    {
                        return PutOff();
                    }
                }
            }
        }

        if (_context.HasUnfinishedOriginal(_tracked.Path))
        {
            return PutOff();
        }

        var marks = candidates.Select(mark => (Mark: mark, IsOnTheWay: false)).Concat(passed.Select(mark => (Mark: mark, IsOnTheWay: true)));
        foreach (var mark in marks.DistinctBy(mark => (mark.Mark.EndOffset, mark.Mark.TailHash)).OrderBy(mark => mark.Mark.EndOffset))
        {
            _marks.Enqueue(mark);
        }

        return true;
    }

    /// <summary>The plain file goes first, or its last lines would be read from both.</summary>
    private bool PutOff()
    {
        _context.HasUndecided = true;
        _tracked.PutOff();
        return false;
    }

    /// <summary>Inflates the start for the identity, the encoding and the binary check.</summary>
    private byte[] ReadHead()
    {
        var head = new byte[BinaryDetector.HeadBytes];
        int length = 0;
        try
        {
            int count;
            while (length < head.Length && (count = _reader.Read(head.AsSpan(length))) > 0)
            {
                length += count;
            }
        }
        catch (BadInputException error)
        {
            // Cut within the first bytes. What is there can be read; the cut is met again behind it.
            _cutInHead = error;
        }

        _reader.Rewind();
        _context.Feed.Tail.Clear();
        return head[..length];
    }

    /// <summary>
    /// Inflates up to the next mark. For a known source that is where reading goes on; for a new one these are the ends of contents
    /// it may repeat, and the last one that fits counts.
    /// </summary>
    private async ValueTask<bool> SkipAsync(FileSource source)
    {
        var tail = _context.Feed.Tail;
        if (_marks.TryPeek(out var next))
        {
            var mark = next.Mark;
            if (Inflate(mark.EndOffset))
            {
                return true;
            }

            bool isSame = _reader.Offset == mark.EndOffset && tail.Hash == mark.TailHash;
            _marks.Dequeue();
            if (source.State is null)
            {
                // Marks ascend. What is shorter than one and starts like it may be another content with the same header: only an original that is there can tell,
                // or a point on the way to the mark.
                if (isSame && next.IsOnTheWay)
                {
                    _foundOnTheWay = mark;
                }
                else if (isSame || (_reader.Offset < mark.EndOffset && IsInOriginal(mark, tail.Hash)))
                {
                    _found = new SourceMark(default, _reader.Offset, tail.Hash);
                }
            }
            else if (!isSame)
            {
                await source.TruncateAsync();
            }

            return true;
        }

        if ((_found ?? _foundOnTheWay) is { } found)
        {
            source.StartAt(found);
            _context.Tally.RecognisedCopies++;
            _found = _foundOnTheWay = null;
        }

        if (_reader.Offset > source.Offset)
        {
            _reader.Rewind();
            tail.Clear();
        }

        if (!Inflate(source.Offset))
        {
            ByteOrderMark.TryDetect(_head, isWhole: true, out var encoding, out _);
            _context.Feed.Begin(_reader, new LineDecoder(source.Offset, encoding, _context.Options.MaxLineBytes));
            _isReading = true;
        }

        return true;
    }

    /// <summary>Whether the whole file, now inflated to its end, is a part of what was read from a plain file that still holds it.</summary>
    private bool IsInOriginal(SourceMark mark, ulong tailHash)
    {
        foreach (var other in _plain.Where(other => other.EndOffset == mark.EndOffset && other.TailHash == mark.TailHash))
        {
            using var file = UnreadableFileException.Guard(() => LiveOriginal.TryOpen(_context, other.Description.Path, other));
            if (file is not null && UnreadableFileException.Guard(() => LiveOriginal.Holds(file, other, _reader.Offset, tailHash)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Inflates some of what lies before an offset; false when the offset or the end of the file is reached.</summary>
    private bool Inflate(long end)
    {
        long stop = Math.Min(end, _reader.Offset + StepBytes);
        while (_reader.Offset < stop)
        {
            int wanted = (int)Math.Min(_buffer.Length, stop - _reader.Offset);
            int count = UnreadableFileException.Guard(() => _reader.Read(_buffer.AsSpan(0, wanted)));
            if (count == 0)
            {
                return false;
            }

            _context.Feed.Tail.Append(_buffer.AsSpan(0, count));
        }

        return stop < end;
    }

    private async ValueTask<bool> ReadAsync(FileSource source)
    {
        var outcome = UnreadableFileException.Guard(() => _context.Feed.Fill(_context.Batch));
        if (outcome != FeedOutcome.End)
        {
            if (outcome == FeedOutcome.Lines)
            {
                await source.AppendAsync(_context.Batch, _context.Feed.TailHash);
            }

            return true;
        }

        // The end of a whole gzip file is final, so a last line without line end is a line.
        if (_context.Feed.Complete(_context.Batch))
        {
            await source.AppendAsync(_context.Batch, _context.Feed.TailHash, isUnended: true);
        }

        _tracked.EndVisit(_size, 0);
        await source.EndAsync(_last ?? SourcePhase.Finished, _size);
        return false;
    }

    private async ValueTask EndCutAsync(BadInputException error)
    {
        if (_source is { State: not null } source)
        {
            await source.EndAsync(_last ?? SourcePhase.Reading);
        }

        if (_isGone)
        {
            return;
        }

        if (_context.IsIdle(_tracked, _context.Options.GzipPatience))
        {
            _tracked.EndVisit(_size, 0);
            _context.Refuse(_tracked, error.Reason);
            return;
        }

        _tracked.CutSize = _size;
        _tracked.BackOff(_context.Time, _context.Options.RetryAfter, _context.Options.RetryAtMost);
    }
}
