using System.Globalization;
using StreamW2V.Query.Vectors;
using StreamW2V.Store.Generations;

namespace StreamW2V.Query.Drift;

/// <summary>One of the two generations that are compared: its vectors, and which words its rows had before.</summary>
public sealed class DriftSnapshot : IDisposable
{
    private const string HalfLife = "half-life";

    private readonly uint[] _rowGenerations;

    /// <summary>Joins vectors and row generations, one per row; takes ownership of the vectors.</summary>
    internal DriftSnapshot(WordVectors vectors, uint[] rowGenerations, bool hasDecayedCounts)
    {
        Vectors = vectors;
        _rowGenerations = rowGenerations;
        HasDecayedCounts = hasDecayedCounts;
        for (var id = 0; id < vectors.RowCount; id++)
        {
            Total += vectors.CountOf(id);
        }
    }

    /// <summary>The input embeddings and counts.</summary>
    public WordVectors Vectors { get; }

    /// <summary>Whether the generation's options say that old counts decay.</summary>
    public bool HasDecayedCounts { get; }

    /// <summary>The sum of all counts: tokens of known words.</summary>
    public double Total { get; }

    /// <summary>Opens a committed generation.</summary>
    /// <exception cref="Store.Files.StoreDamagedException">A file is missing or damaged.</exception>
    public static DriftSnapshot Open(Generation generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        var vectors = WordVectors.Open(generation);
        try
        {
            var file = VocabularyFile.Read(
                generation.ReadFile(VocabularyFile.FileName), Path.Combine(generation.Path, VocabularyFile.FileName));
            var rowGenerations = new uint[file.Rows];
            for (var id = 0; id < rowGenerations.Length; id++)
            {
                rowGenerations[id] = file.RowGeneration(id);
            }

            return new DriftSnapshot(vectors, rowGenerations, Decays(generation.Manifest));
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    /// <summary>How many words had the row before its present one.</summary>
    public uint RowGeneration(int id) => _rowGenerations[id];

    /// <inheritdoc/>
    public void Dispose() => Vectors.Dispose();

    // A half-life of 0 is none; so is a store of a time before there was the option.
    private static bool Decays(Manifest manifest) =>
        manifest.Options.TryGetValue(HalfLife, out var text)
        && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var tokens) && tokens == 0);
}
