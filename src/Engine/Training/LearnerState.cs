using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The learner's part of a generation beside the rows: <c>trainer.bin</c> (position, tables, tree), <c>vocabulary.bin</c> (words and counts by id) and, for a
/// stream, <c>sketch.bin</c> (counts of words outside the vocabulary, and the candidates) and <c>evicted.bin</c>. docs/formats.md has every byte.
/// </summary>
internal sealed class LearnerState
{
    /// <summary>Position, tables and tree; a generation that no learner has written has none.</summary>
    public const string TrainerFile = "trainer.bin";

    private const string VocabularyName = VocabularyFile.FileName;
    private static readonly FileSignature Signature = new("S2WT", 3);

    private LearnerState(LearnerPosition position, GrowthState? growth)
    {
        Position = position;
        Growth = growth;
    }

    /// <summary>Where the learner stands in its text.</summary>
    public LearnerPosition Position { get; }

    /// <summary>Tables and tree; null where the store was not written by a learner (an import), so that they are built from the counts.</summary>
    public GrowthState? Growth { get; }

    /// <summary>Writes everything but the rows.</summary>
    public static void Write(GenerationWriter writer, LearnerPosition position, VocabularySnapshot vocabulary, GrowthState growth)
    {
        writer.AddFile(TrainerFile, stream => Write(stream, position, growth));
        WriteVocabulary(writer, vocabulary);
        if (vocabulary.Grows)
        {
            writer.AddFile(SketchFile.FileName, stream => SketchFile.Write(stream, vocabulary));
            writer.AddFile(EvictionLogFile.FileName, EvictionLogFile.Write(vocabulary.EvictionLog));
        }
    }

    /// <summary>Writes the words alone.</summary>
    public static void WriteVocabulary(GenerationWriter writer, VocabularySnapshot vocabulary) => writer.AddFile(VocabularyName, vocabulary.WriteWords);

    /// <summary>Reads position, tables and tree; all new where a generation has none, as after an import.</summary>
    /// <exception cref="StoreDamagedException">The file is not what <see cref="Write"/> makes.</exception>
    public static LearnerState Read(Generation generation)
    {
        if (!generation.Has(TrainerFile))
        {
            return new(default, null);
        }

        var content = generation.ReadFile(TrainerFile);
        try
        {
            using var input = new BinaryReader(new MemoryStream(content));
            Signature.Require(input);

            var position = new LearnerPosition(input.ReadInt64(), input.ReadInt64(), input.ReadInt64(), input.ReadInt64());
            if (position is not { Tokens: >= 0, Words: >= 0, EdgeWords: >= 0, Sentences: >= 0 })
            {
                throw new InvalidDataException($"its place in the text, {position}, is not possible");
            }

            var tables = ReadTables(input);
            return new(position, new(tables, ReadTree(input)));
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw Unusable(generation, error.Message);
        }
    }

    /// <summary>Reads the vocabulary and, for a stream, the sketch.</summary>
    /// <exception cref="StoreDamagedException">A file is not what <see cref="Write"/> makes.</exception>
    public GrowingVocabulary RestoreVocabulary(Generation generation, TokenHash hash, LearnerOptions options, bool grows)
    {
        var file = VocabularyFile.Read(generation.ReadFile(VocabularyName), Path.Combine(generation.Path, VocabularyName));
        var maxWords = grows ? Math.Max(options.MaxVocabulary, file.Rows) : Math.Max(file.Rows, 1);
        var vocabulary = new GrowingVocabulary(hash, options.MinCount, maxWords, options.GraceTokens, options.HalfLife, options.ContextWindow);
        for (var id = 0; id < file.Rows; id++)
        {
            vocabulary.Restore(file.Token(id), file.Count(id), file.RowGeneration(id));
        }

        if (Growth is not null && (Growth.Tables.Counts.Length > file.Rows || Growth.Tree.RenewalWeights.Length > file.Rows
            || (Growth.Tree.Children.Count > 0 && Growth.Tree.Children.Count != 2 * (file.Rows - 1))))
        {
            throw Unusable(generation, $"it is about more than the {file.Rows} words of the vocabulary");
        }

        // A corpus has no sketch, and its counts begin to decay with the stream.
        vocabulary.Decay.Restore(1, Position.Tokens);
        if (grows && generation.Has(SketchFile.FileName))
        {
            SketchFile.Read(generation.ReadFile(SketchFile.FileName), Path.Combine(generation.Path, SketchFile.FileName), vocabulary);
        }

        if (grows && generation.Has(EvictionLogFile.FileName))
        {
            vocabulary.EvictionLog = EvictionLogFile.Read(
                generation.ReadFile(EvictionLogFile.FileName), Path.Combine(generation.Path, EvictionLogFile.FileName));
        }

        return vocabulary;
    }

    /// <summary>The error for a file whose checksum fits and whose content cannot be.</summary>
    internal static StoreDamagedException Unusable(Generation generation, string reason) => new(
        $"{Path.Combine(generation.Path, TrainerFile)} cannot be used: {reason}. Go back to an older generation with: streamw2v rollback");

    private static void Write(Stream stream, LearnerPosition position, GrowthState growth)
    {
        using var output = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        Signature.Write(output);
        output.Write(position.Tokens);
        output.Write(position.Words);
        output.Write(position.EdgeWords);
        output.Write(position.Sentences);
        output.Write(growth.Tables.Known);
        output.Write(growth.Tables.Tokens);
        output.Write(growth.Tables.Counts.Length);
        foreach (var count in growth.Tables.Counts)
        {
            output.Write(count);
        }

        WriteAll(output, growth.Tables.Vacated);
        WriteTree(output, growth.Tree);
    }

    private static TableState ReadTables(BinaryReader input)
    {
        var (known, tokens) = (input.ReadDouble(), input.ReadInt64());
        var counts = new double[CheckedLength(input, sizeof(double))];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = input.ReadDouble();
            if (!(counts[i] >= 0 && double.IsFinite(counts[i])))
            {
                throw new InvalidDataException($"count {i} is {counts[i]}");
            }
        }

        var vacated = ReadAll(input);
        return Array.TrueForAll(vacated, id => (uint)id < (uint)counts.Length)
            ? new(counts, known, tokens, vacated)
            : throw new InvalidDataException("it names rows that its tables do not have");
    }

    private static void WriteTree(BinaryWriter output, TreeState tree)
    {
        output.Write(tree.Tokens);
        output.Write(tree.Moved);
        WriteAll(output, tree.Children);
        WriteAll(output, tree.Splittable);
        output.Write(tree.RenewalTokens);
        output.Write(tree.RenewalWeights.Length);
        foreach (var weight in tree.RenewalWeights)
        {
            output.Write(weight);
        }
    }

    private static TreeState ReadTree(BinaryReader input)
    {
        var (tokens, moved, children, splittable) = (input.ReadDouble(), input.ReadDouble(), ReadAll(input), ReadAll(input));
        var due = input.ReadInt64();
        var weights = new double[CheckedLength(input, sizeof(double))];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = input.ReadDouble();
            if (!(weights[i] > 0 && double.IsFinite(weights[i])))
            {
                throw new InvalidDataException($"weight {i} is {weights[i]}");
            }
        }

        return new(tokens, moved, children, splittable, due, weights);
    }

    private static void WriteAll(BinaryWriter output, IReadOnlyCollection<int> numbers)
    {
        output.Write(numbers.Count);
        foreach (var number in numbers)
        {
            output.Write(number);
        }
    }

    private static int[] ReadAll(BinaryReader input)
    {
        var numbers = new int[CheckedLength(input, sizeof(int))];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = input.ReadInt32();
        }

        return numbers;
    }

    private static int CheckedLength(BinaryReader input, int size)
    {
        var length = input.ReadInt32();
        var room = (input.BaseStream.Length - input.BaseStream.Position) / size;
        return length >= 0 && length <= room ? length : throw new InvalidDataException($"it announces {length} numbers and has room for {room}");
    }
}
