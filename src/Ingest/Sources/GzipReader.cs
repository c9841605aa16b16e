using StreamW2V.Ingest.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Ingest.Sources;

/// <summary>The inflated bytes of a gzip file from its start. The file stays open for whoever opened it.</summary>
internal sealed class GzipReader : IRawReader, IDisposable
{
    private readonly RegularFile _file;
    private GzipSource _source;

    public GzipReader(RegularFile file)
    {
        _file = file;
        _source = Start(file);
    }

    /// <summary>Inflated bytes read so far.</summary>
    public long Offset => _source.InflatedOffset;

    public int Read(Span<byte> destination) => _source.Read(destination);

    /// <summary>Starts again at 0.</summary>
    public void Rewind()
    {
        _source.Dispose();
        _source = Start(_file);
    }

    public void Dispose() => _source.Dispose();

    private static GzipSource Start(RegularFile file) => new(new SequentialStream(file), file.Path);

    // What the inflater needs of a stream and no more.
    private sealed class SequentialStream(RegularFile file) : ReadOnlyStream
    {
        private long _offset;

        public override int Read(Span<byte> buffer)
        {
            int count = file.Read(buffer, _offset);
            _offset += count;
            return count;
        }
    }
}
