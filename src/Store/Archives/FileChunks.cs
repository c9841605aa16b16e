using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Store.Archives;

/// <summary>The content of a file of a plain generation.</summary>
/// <param name="file">The open file, whose length is compared already; it is closed with this.</param>
/// <param name="listed">What the manifest says of it.</param>
internal sealed class FileChunks(IStorageFile file, ManifestFile listed) : IChunks
{
    private readonly byte[] _buffer = new byte[Math.Min(ArchiveFrame.MaxBytes, listed.Bytes)];
    private long _done;
    private uint _crc;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Next()
    {
        var chunk = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, listed.Bytes - _done));
        if (file.ReadFully(chunk, _done) != chunk.Length)
        {
            throw new StoreDamagedException($"'{file.Path}' became shorter while it was read; files of a generation must never be changed");
        }

        _crc = Crc32C.Append(_crc, chunk);
        _done += chunk.Length;
        if (chunk.IsEmpty && _crc != listed.Crc32C)
        {
            throw new StoreDamagedException(
                $"'{file.Path}' has the CRC-32C {_crc:x8}, the manifest says {listed.Crc32C:x8}; run `streamw2v fsck --repair`");
        }

        return chunk;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
