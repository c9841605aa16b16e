using System.Text;
using StreamW2V.Store.Files;

namespace StreamW2V.Engine.Vocabulary;

/// <summary><c>evicted.bin</c> of a generation: the latest evictions. docs/formats.md has every byte.</summary>
public static class EvictionLogFile
{
    /// <summary>Its name within a generation. A store that <c>run</c> has never written has none.</summary>
    public const string FileName = "evicted.bin";

    private static readonly FileSignature Signature = new("S2WE", 1);

    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(EvictionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        using var bytes = new MemoryStream();
        using (var output = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            Signature.Write(output);
            output.Write(log.Total);
            output.Write(log.Entries.Count);
            foreach (var eviction in log.Entries)
            {
                output.Write(eviction.Row);
                output.Write(eviction.Tokens);
                output.Write(eviction.Count);
                Write(output, eviction.Word.Span);
                Write(output, eviction.Successor.Span);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Reads the file's <paramref name="bytes"/>; <paramref name="path"/> is for the message.</summary>
    /// <exception cref="StoreDamagedException">The bytes are not what <see cref="Write(EvictionLog)"/> makes.</exception>
    public static EvictionLog Read(byte[] bytes, string path)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        try
        {
            using var input = new BinaryReader(new MemoryStream(bytes));
            Signature.Require(input);

            var log = new EvictionLog();
            var total = input.ReadInt64();
            var count = input.ReadInt32();
            if (count < 0 || count > EvictionLog.Capacity || total < count)
            {
                throw new InvalidDataException($"it announces {count} of {total} evictions");
            }

            var entries = new Eviction[count];
            for (var i = 0; i < count; i++)
            {
                var (row, tokens, evicted) = (input.ReadInt32(), input.ReadInt64(), input.ReadDouble());
                entries[i] = new(row, ReadToken(input), evicted, ReadToken(input), tokens);
                if (row < 0 || tokens < 0 || !(evicted >= 0 && double.IsFinite(evicted)))
                {
                    throw new InvalidDataException($"eviction {i} of row {row} at token {tokens} with count {evicted} is not possible");
                }
            }

            if (input.BaseStream.Position != input.BaseStream.Length)
            {
                throw new InvalidDataException("it is longer than what it announces");
            }

            log.Restore(total, entries);
            return log;
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new StoreDamagedException($"{path} cannot be used: {error.Message}. Check the store with: streamw2v fsck", error);
        }
    }

    private static void Write(BinaryWriter output, ReadOnlySpan<byte> token)
    {
        output.Write((ushort)token.Length);
        output.Write(token);
    }

    private static byte[] ReadToken(BinaryReader input)
    {
        var length = input.ReadUInt16();
        var token = input.ReadBytes(length);
        return token.Length == length && length is > 0 and <= TokenTable.MaxTokenBytes
            ? token
            : throw new InvalidDataException($"a word of {length} bytes is not possible");
    }
}
