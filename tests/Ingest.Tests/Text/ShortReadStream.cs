namespace StreamW2V.Ingest.Tests.Text;

/// <summary>A memory stream that gives at most a few bytes per read, as pipes and network files do.</summary>
internal sealed class ShortReadStream(byte[] content, int mostBytes) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(mostBytes, buffer.Length)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(mostBytes, count));
}
