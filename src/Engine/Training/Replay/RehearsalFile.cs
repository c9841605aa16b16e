using System.Buffers.Binary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training.Replay;

/// <summary>
/// <c>rehearsal.bin</c> of a generation: the sentences kept to be rehearsed, as word ids, and since when rows are other words'. Ids are given in order of admission,
/// so frequent words have small ones and a token takes less than two bytes, of which LZ4 would save next to nothing. docs/formats.md has every byte.
/// </summary>
internal static class RehearsalFile
{
    /// <summary>Its name within a generation; only one that was learned with rehearsal has it.</summary>
    public const string Name = "rehearsal.bin";

    private static readonly FileSignature Signature = new("S2WR", 1);
    private const int HeaderBytes = 16;
    private const int FlushBytes = 64 << 10;

    /// <summary>The bytes of the file.</summary>
    public static ReadOnlyMemory<byte> Write(Rehearsal rehearsal)
    {
        var snapshot = new RehearsalSnapshot();
        snapshot.Take(rehearsal);
        using var bytes = new MemoryStream();
        Write(bytes, snapshot);
        snapshot.End();
        return bytes.ToArray();
    }

    /// <summary>Writes the file.</summary>
    public static void Write(Stream stream, RehearsalSnapshot rehearsal)
    {
        var output = new VarintBuffer(FlushBytes + (1 << 10));
        var header = output.Reserve(HeaderBytes);
        Signature.Write(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], rehearsal.Threshold);
        output.Write(rehearsal.Changes);
        var before = 0L;
        for (var row = 0; row < rehearsal.Since.Count; row++)
        {
            if (rehearsal.Since[row] > 0)
            {
                output.Write(row - before);
                output.Write(rehearsal.Since[row]);
                before = row;
                output.FlushTo(stream, FlushBytes);
            }
        }

        output.Write(rehearsal.Count);
        before = 0;
        for (var sentence = 0; sentence < rehearsal.Count; sentence++)
        {
            output.Write(rehearsal.Number(sentence) - before);
            before = rehearsal.Number(sentence);
            output.Write(rehearsal[sentence].Length);
            foreach (var id in rehearsal[sentence])
            {
                output.Write(id);
            }

            output.FlushTo(stream, FlushBytes);
        }

        output.FlushTo(stream, 0);
    }

    /// <summary>Goes on from a generation; with nothing to rehearse where it was learned without.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="options">The options.</param>
    /// <param name="rows">Rows of its vocabulary.</param>
    /// <param name="without">Rows whose words are left out.</param>
    /// <exception cref="StoreDamagedException">The file is not what <see cref="Write"/> makes.</exception>
    public static Rehearsal Read(Generation generation, LearnerOptions options, int rows, IReadOnlySet<int> without)
    {
        var rehearsal = new Rehearsal(options);
        if (!generation.Has(Name))
        {
            return rehearsal;
        }

        try
        {
            Read(generation.ReadFile(Name), rehearsal, rows, without);
            return rehearsal;
        }
        catch (InvalidDataException error)
        {
            throw new StoreDamagedException(
                $"{Path.Combine(generation.Path, Name)} cannot be used: {error.Message}. Go back to an older generation with: streamw2v rollback", error);
        }
    }

    private static void Read(ReadOnlySpan<byte> input, Rehearsal rehearsal, int rows, IReadOnlySet<int> without)
    {
        Signature.Require(input);
        if (input.Length < HeaderBytes)
        {
            throw new InvalidDataException("it ends within its header");
        }

        rehearsal.Sample.Restore(BinaryPrimitives.ReadInt64LittleEndian(input[8..]));
        input = input[HeaderBytes..];
        var row = 0L;
        for (var changes = VarintBuffer.Read(ref input); changes > 0; changes--)
        {
            row += VarintBuffer.Read(ref input);
            rehearsal.Changes.Note(Below(row, rows, "row"), VarintBuffer.Read(ref input));
        }

        var number = 0L;
        var ids = new int[64];
        for (var sentences = VarintBuffer.Read(ref input); sentences > 0; sentences--)
        {
            number += VarintBuffer.Read(ref input);
            var length = VarintBuffer.Read(ref input);
            if (length > input.Length)
            {
                throw new InvalidDataException($"sentence {number} announces {length} words and there are {input.Length} bytes left");
            }

            ids = ids.Length < length ? new int[length] : ids;
            var kept = 0;
            for (; length > 0; length--)
            {
                ids[kept] = Below(VarintBuffer.Read(ref input), rows, "word");
                kept += without.Contains(ids[kept]) ? 0 : 1;
            }

            rehearsal.Sample.Restore(number, ids.AsSpan(0, kept));
        }

        if (!input.IsEmpty)
        {
            throw new InvalidDataException("there is something behind its end");
        }
    }

    private static int Below(long number, int rows, string what) =>
        (ulong)number < (ulong)rows ? (int)number : throw new InvalidDataException($"{what} {number} is not among the {rows} rows");
}
