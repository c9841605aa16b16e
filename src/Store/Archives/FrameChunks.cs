using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>The content of one file of an archived generation, made of its frames and, where they are a difference, of the same file of the base.</summary>
/// <param name="file">The open archive; whoever opened it closes it.</param>
/// <param name="start">Offset of the first frame.</param>
/// <param name="end">Offset behind the last one.</param>
/// <param name="listed">What the manifest says of the file.</param>
/// <param name="basis">The same file of the base, null without one.</param>
internal sealed class FrameChunks(IStorageFile file, long start, long end, ManifestFile listed, IChunks? basis) : IChunks
{
    private readonly ArchiveFrame _frame = new();
    private readonly byte[] _buffer = new byte[Math.Min(ArchiveFrame.MaxBytes, listed.Bytes)];
    private readonly byte[]? _basis = basis is null ? null : new byte[ArchiveFrame.MaxBytes];
    private long _offset = start;
    private long _done;
    private uint _crc;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Next()
    {
        var chunk = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, listed.Bytes - _done));
        if (chunk.IsEmpty)
        {
            if (_offset != end || _crc != listed.Crc32C)
            {
                throw ArchiveHeader.Damaged(file.Path, $"its '{listed.Name}' has the CRC-32C {_crc:x8}, the manifest says {listed.Crc32C:x8}");
            }

            return chunk;
        }

        basis?.Fill(_basis!);
        _frame.Decode(file, ref _offset, end, _basis, chunk);
        _crc = Crc32C.Append(_crc, chunk);
        _done += chunk.Length;
        return chunk;
    }

    /// <inheritdoc/>
    public void Dispose() => basis?.Dispose();
}
