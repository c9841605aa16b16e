using StreamW2V.Ingest.Sources;

namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Prevents changes to what is on disk, and names that are taken for rotations and are none.</summary>
public sealed class NamesAndHashesTests
{
    [Fact]
    public void The_hash_is_fnv1a_forever()
    {
        Assert.Equal(0xCBF29CE484222325, ContentHash.Compute(""u8));
        Assert.Equal(0x85944171F73967E8, ContentHash.Compute("foobar"u8));
        Assert.Equal(ContentHash.Compute("foobar"u8), ContentHash.Append(ContentHash.Compute("foo"u8), "bar"u8));
    }

    [Theory]
    [InlineData("/in/a.log", "a.log", null)]
    [InlineData("/in/a.log.1", "a.log", "/in/a.log")]
    [InlineData("/in/a.log.12.gz", "a.log", null)]
    [InlineData("/in/a.log-20240131", "a.log", "/in/a.log")]
    [InlineData("/in/a.log-2024-01-31.gz", "a.log", null)]
    [InlineData("/in/report2024.txt", "report2024.txt", null)]
    [InlineData("/in/1", "1", null)]
    [InlineData("/in/.1", ".1", null)]
    [InlineData("/in.1/a", "a", null)]
    public void Rotation_names_are_understood(string path, string stem, string? original)
    {
        Assert.Equal(stem, RotationName.Stem(path));
        Assert.Equal(original, RotationName.Original(path));
    }

    [Theory]
    [InlineData("/in/a.log.3", "/in/a.log.2 /in/a.log.1")]
    [InlineData("/in/a.log.1", "")]
    [InlineData("/in/a.log", "")]
    [InlineData("/in/a.log-3", "")]
    [InlineData("/in/a.log.20240131", "")]
    public void What_was_rotated_later_has_lower_numbers(string path, string later) => Assert.Equal(later, string.Join(' ', RotationName.Later(path)));

    [Fact]
    public void The_tail_window_holds_the_last_bytes_however_they_come()
    {
        var bytes = new byte[20_000];
        var numbers = new TestNumbers(1);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)numbers.Next(256);
        }

        for (int round = 0; round < 50; round++)
        {
            var window = new TailWindow();
            int end = 0;
            while (end < bytes.Length)
            {
                int count = Math.Min(bytes.Length - end, numbers.Next(round % 2 == 0 ? 50 : 6000));
                window.Append(bytes.AsSpan(end, count));
                end += count;
                Assert.Equal(ContentHash.Compute(bytes.AsSpan(Math.Max(0, end - 4096)..end)), window.Hash);
            }
        }
    }

    [Fact]
    public void An_identity_covers_only_what_was_read_and_grows_by_doubling()
    {
        var head = new byte[3000];
        var file = new FileKey(1, 2, 3);
        var small = SourceIdentity.Of(file, head, 10);
        Assert.Equal(10, small.PrefixLength);
        Assert.False(small.IsOutgrownBy(SourceIdentity.Of(file, head, 19)));
        Assert.True(small.IsOutgrownBy(SourceIdentity.Of(file, head, 20)));
        var full = SourceIdentity.Of(file, head, 5000);
        Assert.Equal(1024, full.PrefixLength);
        Assert.True(SourceIdentity.Of(file, head, 1023).IsOutgrownBy(full));
        Assert.False(full.IsOutgrownBy(full));
        Assert.True(small.HasPrefixOf(head));
        Assert.False(small.HasPrefixOf(head.AsSpan(0, 9)));
        head[3] = 1;
        Assert.False(small.HasPrefixOf(head));
    }
}
