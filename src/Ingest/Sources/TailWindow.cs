using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>The last ≤ <see cref="ContentHash.TailBytes"/> raw bytes that went by, for the hash that a record carries.</summary>
internal sealed class TailWindow
{
    private readonly byte[] _bytes = new byte[ContentHash.TailBytes];
    private int _length;

    /// <summary>The hash of the bytes held.</summary>
    public ulong Hash => ContentHash.Compute(_bytes.AsSpan(0, _length));

    /// <summary>Forgets everything.</summary>
    public void Clear() => _length = 0;

    /// <summary>Holds what a file has before an offset, and nothing if the file is shorter.</summary>
    public void Load(RegularFile file, long end)
    {
        _length = 0;
        int wanted = (int)Math.Min(_bytes.Length, end);
        while (_length < wanted)
        {
            int count = file.Read(_bytes.AsSpan(_length, wanted - _length), end - wanted + _length);
            if (count == 0)
            {
                _length = 0;
                return;
            }

            _length += count;
        }
    }

    /// <summary>Takes the bytes that follow.</summary>
    public void Append(ReadOnlySpan<byte> raw)
    {
        if (raw.Length >= _bytes.Length)
        {
            raw[^_bytes.Length..].CopyTo(_bytes);
            _length = _bytes.Length;
            return;
        }

        int kept = Math.Min(_length, _bytes.Length - raw.Length);
        if (kept < _length)
        {
            _bytes.AsSpan(_length - kept, kept).CopyTo(_bytes);
        }

        raw.CopyTo(_bytes.AsSpan(kept));
        _length = kept + raw.Length;
    }
}
