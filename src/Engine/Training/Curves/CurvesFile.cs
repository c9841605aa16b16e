using System.Runtime.InteropServices;
using System.Text;
using StreamW2V.Store.Files;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training.Curves;

/// <summary><c>curves.bin</c> of a generation: windows, scores, and what the drift is measured against. docs/formats.md has every byte.</summary>
public static class CurvesFile
{
    /// <summary>The file's name in a generation.</summary>
    public const string Name = "curves.bin";

    private static readonly FileSignature Signature = new("S2WC", 1);
    private const int WindowBytes = 14 * sizeof(long);
    private const int LeastScoreBytes = 1 + sizeof(double) + (2 * sizeof(int));

    /// <summary>The curves of a generation; null if it has none, as after an import.</summary>
    /// <exception cref="StoreDamagedException">The file is not one that this program writes.</exception>
    public static LearningCurves? Read(Generation generation) => ReadAll(generation)?.Curves;

    internal static (LearningCurves Curves, DriftReference Drift)? ReadAll(Generation generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        if (!generation.Has(Name))
        {
            return null;
        }

        try
        {
            using var input = new BinaryReader(new MemoryStream(generation.ReadFile(Name)));
            return Read(input, generation.Manifest.Dimension);
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException)
        {
            throw new StoreDamagedException(
                $"{Path.Combine(generation.Path, Name)} cannot be used: {error.Message}. Go back to an older generation with: streamw2v rollback", error);
        }
    }

    internal static byte[] Write(LearningCurves curves, DriftReference drift)
    {
        using var bytes = new MemoryStream();
        using var output = new BinaryWriter(bytes);
        Signature.Write(output);
        output.Write(curves.WindowTokens);
        Write(output, curves.Open);
        output.Write(curves.Windows.Count);
        foreach (var window in curves.Windows)
        {
            Write(output, window);
        }

        output.Write(curves.Evaluations.Count);
        foreach (var evaluation in curves.Evaluations)
        {
            Write(output, evaluation);
        }

        output.Write(drift.Ids.Length);
        for (var i = 0; i < drift.Ids.Length; i++)
        {
            output.Write(drift.Ids[i]);
            output.Write(drift.RowGenerations[i]);
        }

        output.Write(MemoryMarshal.AsBytes(drift.Vectors.AsSpan()));

        return bytes.ToArray();
    }

    private static void Write(BinaryWriter output, CurveWindow window)
    {
        output.Write(window.FirstToken);
        output.Write(window.EndToken);
        output.Write(window.Words);
        output.Write(window.Loss.Sum);
        output.Write(window.Loss.Examples);
        output.Write(window.Prequential.Sum);
        output.Write(window.Prequential.Examples);
        output.Write(window.Admissions);
        output.Write(window.Evictions);
        output.Write((long)window.Vocabulary);
        output.Write(window.TreeReplacements);
        output.Write(window.KeptSum);
        output.Write((double)window.Rate);
        output.Write(window.Drift);
    }

    private static void Write(BinaryWriter output, CurveEvaluation evaluation)
    {
        output.Write(evaluation.Token);
        output.Write(evaluation.Scores.Count);
        foreach (var score in evaluation.Scores)
        {
            var name = Encoding.UTF8.GetBytes(score.Name);
            var length = Math.Min(name.Length, byte.MaxValue);
            output.Write((byte)length);
            output.Write(name.AsSpan(0, length));
            output.Write(score.Value);
            output.Write(score.Asked);
            output.Write(score.Total);
        }
    }

    private static (LearningCurves Curves, DriftReference Drift) Read(BinaryReader input, int dimension)
    {
        Signature.Require(input);

        var windowTokens = input.ReadInt64();
        if (windowTokens < LearningCurves.FirstWindowTokens)
        {
            throw new InvalidDataException($"its windows are {windowTokens} tokens long");
        }

        var curves = new LearningCurves(ReadWindow(input));
        for (var windows = CheckedCount(input, WindowBytes); windows > 0; windows--)
        {
            curves.Add(ReadWindow(input));
        }

        for (var evaluations = CheckedCount(input, sizeof(long) + sizeof(int)); evaluations > 0; evaluations--)
        {
            curves.Add(ReadEvaluation(input));
        }

        curves.WindowTokens = windowTokens;
        var drift = ReadDrift(input, dimension);
        return input.BaseStream.Position == input.BaseStream.Length
            ? (curves, drift)
            : throw new InvalidDataException("there is something behind its end");
    }

    private static CurveWindow ReadWindow(BinaryReader input)
    {
        var window = new CurveWindow
        {
            FirstToken = input.ReadInt64(),
            EndToken = input.ReadInt64(),
            Words = input.ReadInt64(),
            Loss = new(input.ReadDouble(), input.ReadInt64()),
            Prequential = new(input.ReadDouble(), input.ReadInt64()),
            Admissions = input.ReadInt64(),
            Evictions = input.ReadInt64(),
            Vocabulary = (int)input.ReadInt64(),
            TreeReplacements = input.ReadInt64(),
            KeptSum = input.ReadDouble(),
            Rate = (float)input.ReadDouble(),
            Drift = input.ReadDouble(),
        };
        return window.FirstToken >= 0 && window.EndToken >= window.FirstToken && window.Words >= 0 && window.Words <= window.Tokens && window.Vocabulary >= 0
            ? window
            : throw new InvalidDataException($"a window reaches from token {window.FirstToken} to {window.EndToken} with {window.Words} words");
    }

    private static CurveEvaluation ReadEvaluation(BinaryReader input)
    {
        var token = input.ReadInt64();
        var scores = new CurveScore[CheckedCount(input, LeastScoreBytes)];
        for (var i = 0; i < scores.Length; i++)
        {
            var name = Encoding.UTF8.GetString(input.ReadBytes(input.ReadByte()));
            scores[i] = new(name, input.ReadDouble(), input.ReadInt32(), input.ReadInt32());
        }

        return new(token, scores);
    }

    private static DriftReference ReadDrift(BinaryReader input, int dimension)
    {
        var words = CheckedCount(input, sizeof(int) + sizeof(uint) + (dimension * sizeof(float)));
        var (ids, rowGenerations) = (new int[words], new uint[words]);
        for (var i = 0; i < words; i++)
        {
            ids[i] = input.ReadInt32();
            rowGenerations[i] = input.ReadUInt32();
            if (ids[i] < 0)
            {
                throw new InvalidDataException($"its drift is measured on word {ids[i]}");
            }
        }

        var vectors = new float[words * dimension];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = input.ReadSingle();
        }

        return new(ids, rowGenerations, vectors);
    }

    private static int CheckedCount(BinaryReader input, int size)
    {
        var count = input.ReadInt32();
        var room = (input.BaseStream.Length - input.BaseStream.Position) / size;
        return count >= 0 && count <= room ? count : throw new InvalidDataException($"it announces {count} entries and has room for {room}");
    }
}
