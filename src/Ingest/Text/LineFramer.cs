using System.IO.Pipelines;

namespace StreamW2V.Ingest.Text;

/// <summary>
/// Reads whole clean lines from a pipe: <see cref="LineDecoder"/> behind a <see cref="PipeReader"/>. Bytes are taken from the pipe
/// as they come, the unfinished last line too, so a line of any length passes through the pipe's small buffer. One reader at a
/// time.
/// </summary>
public sealed class LineFramer
{
    private readonly PipeReader _reader;
    private readonly LineDecoder _decoder;

    /// <summary>
    /// Frames what <paramref name="reader"/> delivers from its current position on. The reader is neither completed nor disposed.
    /// </summary>
    public LineFramer(PipeReader reader, LineDecoder? decoder = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _reader = reader;
        _decoder = decoder ?? new LineDecoder();
    }

    /// <summary>
    /// Whether the pipe has ended and every byte of it was taken; <see cref="Complete"/> then yields the last partial line.
    /// </summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Raw offset behind the last whole line delivered.</summary>
    public long EndOffset => _decoder.EndOffset;

    /// <summary>Raw bytes held of a last line whose end has not come yet.</summary>
    public long HeldBytes => _decoder.HeldBytes;

    /// <summary>
    /// Clears the batch and fills it with whole lines: waits for the first one, then adds what is there without waiting; with
    /// <paramref name="fill"/> it waits until the batch is full, so that its extent depends on the bytes alone. False when no whole
    /// line came before the end (<see cref="IsAtEnd"/>) or before <see cref="PipeReader.CancelPendingRead"/>.
    /// </summary>
    public async ValueTask<bool> ReadAsync(LineBatch batch, bool fill = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        while (!batch.IsFull && !IsAtEnd)
        {
            if (!_reader.TryRead(out var result))
            {
                if (batch.Lines > 0 && !fill)
                {
                    return true;
                }

                result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            Take(result, batch);
            if (result.IsCanceled)
            {
                break;
            }
        }

        return batch.Lines > 0;
    }

    /// <summary>
    /// Makes the partial last line a line, for a source that will not grow; clears the batch first. False if nothing was held.
    /// </summary>
    public bool Complete(LineBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        return _decoder.Complete(batch);
    }

    private void Take(in ReadResult result, LineBatch batch)
    {
        var buffer = result.Buffer;
        long taken = 0;
        foreach (var chunk in buffer)
        {
            var used = _decoder.Decode(chunk.Span, batch);
            taken += used;
            if (used < chunk.Length)
            {
                break;
            }
        }

        IsAtEnd = result.IsCompleted && taken == buffer.Length;
        _reader.AdvanceTo(buffer.GetPosition(taken));
    }
}
