using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>
/// A plain file from an offset up to the size it had when the visit began: a file that grows as fast as it is read would otherwise keep
/// all others waiting.
/// </summary>
internal sealed class PlainReader : IRawReader
{
    private readonly RegularFile _file;
    private readonly long _limit;
    private long _offset;

    public PlainReader(RegularFile file, long offset, long limit)
    {
        _file = file;
        _offset = offset;
        _limit = limit;
    }

    public int Read(Span<byte> destination)
    {
        int count = _file.Read(destination[..(int)Math.Min(destination.Length, Math.Max(0, _limit - _offset))], _offset);
        _offset += count;
        return count;
    }
}
