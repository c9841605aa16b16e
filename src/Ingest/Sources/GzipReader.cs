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
    private sealed class SequentialStream(RegularFile file) : Stream
    {
        private long _offset;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int count = file.Read(buffer, _offset);
            _offset += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
