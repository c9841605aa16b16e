using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>Opens a tracked file and begins the visit that fits its content.</summary>
internal sealed class FileOpener
{
    private const int NotFound = 2;        // ENOENT
    private const int NotADirectory = 20;  // ENOTDIR
    private const int SystemLimit = 23;    // ENFILE
    private const int ProcessLimit = 24;   // EMFILE

    private readonly VisitContext _context;

    public FileOpener(VisitContext context) => _context = context;

    /// <summary>
    /// Begins a visit; null if there is nothing to read. A file that is gone is read through its open descriptor, if there is one, and
    /// its source closed unless <paramref name="mayComeBack"/>, as when the whole folder is gone.
    /// </summary>
    public async ValueTask<IFileVisit?> OpenAsync(TrackedFile tracked, bool mayFlush, bool isGone, bool mayComeBack)
    {
        tracked.BeginVisit();
        var file = _context.OpenFiles.Take(tracked.Key);
        if (file is null && isGone)
        {
            await CloseAsync(tracked, mayComeBack);
            return null;
        }

        if (file is null)
        {
            file = RegularFile.TryOpen(tracked.Path, _context.Options.FollowSymlinks, out int error);
            if (error is ProcessLimit or SystemLimit && _context.OpenFiles.CloseHalf())
            {
                file = RegularFile.TryOpen(tracked.Path, _context.Options.FollowSymlinks, out error);
            }

            if (file is null)
            {
                // What is not there any more is the next scan's business, and so is what has come back by then.
                if (error is NotFound or NotADirectory)
                {
                    PutOff(tracked);
                }
                else
                {
                    _context.Fail(tracked, System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error));
                }

                return null;
            }
        }

        IFileVisit? visit = null;
        try
        {
            visit = Begin(tracked, file, mayFlush, isGone, mayComeBack);
        }
        catch (UnreadableFileException error)
        {
            _context.Fail(tracked, error.Message);
        }
        finally
        {
            if (visit is null)
            {
                file.Dispose();
            }
        }

        if (visit is null && isGone)
        {
            await CloseAsync(tracked, mayComeBack);
        }

        return visit;
    }

    private IFileVisit? Begin(TrackedFile tracked, RegularFile file, bool mayFlush, bool isGone, bool mayComeBack)
    {
        var (status, head) = UnreadableFileException.Guard(() => (file.Status(), ReadHead(file)));
        if (FileKey.Of(status) != tracked.Key)
        {
            PutOff(tracked);
            return null;
        }

        // A file that is rewritten in place is empty for a moment. There is nothing to read, and whether it is another content than
        // before shows when there is some.
        if (head.Length == 0 || (head.Length == 1 && IsCompressed(tracked)))
        {
            tracked.EndVisit(status.Size, 0);
            return null;
        }

        return GzipSource.IsGzip(head)
            ? new GzipVisit(_context, tracked, file, status.Size, isGone, mayComeBack)
            : new PlainVisit(_context, tracked, file, head, status.Size, mayFlush, isGone, mayComeBack);
    }

    // It was renamed since the scan, or replaced; it may even be back at its path before the next scan, which would then see no change.
    private void PutOff(TrackedFile tracked)
    {
        tracked.MakeDue();
        _context.HasUndecided = true;
    }

    private bool IsCompressed(TrackedFile tracked) =>
        tracked.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
        || _context.Recorder.Ledger.Find(tracked.Key, tracked.Path) is { Description.Kind: SourceKind.Gzip };

    private async ValueTask CloseAsync(TrackedFile tracked, bool mayComeBack)
    {
        if (!mayComeBack
            && tracked.IsSureToBeGone
            && _context.Recorder.Ledger.Find(tracked.Key, tracked.Path) is { ClosedAt: 0 } state
            && state.Description.Identity.File == tracked.Key)
        {
            await _context.Recorder.CloseAsync(state, state.Description with { Phase = SourcePhase.Gone });
        }
    }

    private static byte[] ReadHead(RegularFile file)
    {
        var head = new byte[BinaryDetector.HeadBytes];
        int length = 0;
        int count;
        while (length < head.Length && (count = file.Read(head.AsSpan(length), length)) > 0)
        {
            length += count;
        }

        return head[..length];
    }
}
