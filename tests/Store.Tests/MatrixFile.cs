using System.Runtime.InteropServices;
using StreamW2V.Store.Mapping;

namespace StreamW2V.Store.Tests;

/// <summary>Makes matrix files with values that tell where they belong.</summary>
internal static class MatrixFile
{
    /// <summary>Writes a file of rows whose floats are <see cref="Value"/>, zero beyond the dimension.</summary>
    public static string Write(string path, long rows, int dimension)
    {
        var shape = new NpyShape(rows, NpyFile.StrideOf(dimension));
        using var file = File.Create(path);
        file.Write(NpyFile.Header(shape));
        float[] row = new float[shape.Stride];
        for (long r = 0; r < rows; r++)
        {
            Fill(row, r, dimension);
            file.Write(MemoryMarshal.AsBytes<float>(row));
        }

        return path;
    }

    /// <summary>Sets a row's floats to <see cref="Value"/>.</summary>
    public static void Fill(Span<float> row, long number, int dimension)
    {
        for (int i = 0; i < dimension; i++)
        {
            row[i] = Value(number, i);
        }
    }

    /// <summary>The value at a place.</summary>
    public static float Value(long row, int column) => row + (column / 1024f) + 0.5f;
}
