using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Reads the files of a corpus in the given order as blocks of clean lines, ahead of the consumer, on a thread of its own. Blocks
/// follow from the files and the start position alone. Every pass opens its own reader. One consumer.
/// </summary>
public sealed class CorpusReader : IDisposable
{
    private const int ChunkBytes = 128 * 1024;

    private readonly string[] _files;
    private readonly long?[] _lengths;
    private readonly long[] _storedBefore;
    private readonly CorpusOptions _options;
    private readonly BlockingCollection<CorpusBlock> _free = [];
    private readonly BlockingCollection<CorpusBlock> _filled = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _producer;
    private CorpusBlock? _lent;
    private ExceptionDispatchInfo? _failure;

    /// <summary>
    /// Opens every file once, so that a binary or damaged one is a <see cref="BadInputException"/> before any work is
    /// done, then starts to read at <paramref name="start"/>, which must be a position a block or <see cref="LineBatch.LineEnd"/>
    /// gave. Every file is read up to the length it had when its fingerprint in <paramref name="limits"/> was taken, so that all passes
    /// over growing files see the same text; without it, up to the length it has when its reading begins.
    /// </summary>
    public CorpusReader(
        IReadOnlyList<string> files, CorpusPosition start = default, CorpusOptions? options = null, CorpusFingerprint? limits = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        _options = options ?? new CorpusOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Blocks, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(start.Offset, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start.File, (uint)files.Count, nameof(start));
        if (limits is not null && limits.Files.Count != files.Count)
        {
            throw new ArgumentException($"There are {files.Count} files and {limits.Files.Count} fingerprints.", nameof(limits));
        }

        _files = [.. files];
        _lengths = [.. files.Select((_, i) => limits?.Files[i].Length)];
        _storedBefore = new long[_files.Length];
        for (var i = 0; i < _files.Length; i++)
        {
            using var file = CorpusFile.Open(_files[i], length: _lengths[i]);
            _storedBefore[i] = TotalBytes;
            TotalBytes += file.Length;
        }

        for (var i = 0; i < _options.Blocks; i++)
        {
            _free.Add(new CorpusBlock(_options.BlockBytes));
        }

        _producer = Task.Factory.StartNew(
            () => Produce(start), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Bytes on disk of all files that are read, compressed where they are.</summary>
    public long TotalBytes { get; }

    /// <summary>
    /// The next block, waiting for it if need be; null at the end of the last file. The block returned before is reused from now on.
    /// An error in a file comes as <see cref="BadInputException"/> after the blocks before it.
    /// </summary>
    public CorpusBlock? Read(CancellationToken cancellationToken = default)
    {
        if (_lent is not null)
        {
            _free.Add(_lent, cancellationToken);
            _lent = null;
        }

        if (!_filled.TryTake(out _lent, Timeout.Infinite, cancellationToken))
        {
            _failure?.Throw();
        }

        return _lent;
    }

    /// <summary>Stops reading ahead and closes the files.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _producer.Wait();
        _stop.Dispose();
        _free.Dispose();
        _filled.Dispose();
    }

    private void Produce(CorpusPosition start)
    {
        try
        {
            var buffer = new byte[ChunkBytes];
            for (var file = start.File; file < _files.Length; file++)
            {
                ReadFile(file, file == start.File ? start.Offset : 0, buffer);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed before the end: nobody waits for more.
        }
#pragma warning disable CA1031 // Handed to the consumer, who is the one to stop loudly.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            _filled.CompleteAdding();
        }
    }

    private void ReadFile(int index, long offset, byte[] buffer)
    {
        using var file = CorpusFile.Open(_files[index], offset, _lengths[index]);
        var before = _storedBefore[index];
        var decoder = new LineDecoder(offset, file.Encoding, _options.MaxLineBytes);
        var block = TakeFree(index);
        for (var count = file.Read(buffer); count > 0; count = file.Read(buffer))
        {
            for (var used = 0; used < count;)
            {
                used += decoder.Decode(buffer.AsSpan(used, count - used), block.Lines);
                if (block.Lines.IsFull)
                {
                    Deliver(block, before + file.StoredBytes(block.Lines.EndOffset));
                    block = TakeFree(index);
                }
            }
        }

        decoder.Complete(block.Lines);
        if (block.Lines.Lines > 0)
        {
            Deliver(block, before + file.Length);
        }
        else
        {
            _free.Add(block);
        }
    }

    private CorpusBlock TakeFree(int file)
    {
        var block = _free.Take(_stop.Token);
        block.Lines.Clear();
        block.File = file;
        return block;
    }

    private void Deliver(CorpusBlock block, long storedBytes)
    {
        block.StoredBytes = storedBytes;
        _filled.Add(block, _stop.Token);
    }
}
