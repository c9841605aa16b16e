using System.Runtime.CompilerServices;

namespace StreamW2V.Engine.Sampling;

/// <summary>
/// The learning rate of each row as a share of the initial one, as of one moment. Made with the sampling tables and carried by a batch like them. Rows that
/// came later have the whole rate, also those whose word came later; apart from that nothing changes.
/// </summary>
internal sealed class RowRates
{
    private readonly float[] _input = [];
    private readonly float[] _output = [];
    private readonly float[] _nodes = [];

    private RowRates()
    {
    }

    /// <summary>Rates for counts by id.</summary>
    /// <param name="tables">The counts, and how many of them are kept.</param>
    /// <param name="tree">The tree over the same words, or null where the objective has none.</param>
    /// <param name="curves">The rate of a row from the tokens it was trained with.</param>
    /// <param name="times">How often a kept token is trained.</param>
    public RowRates(SamplingTables tables, HuffmanTree? tree, RateCurves curves, double times = 1)
    {
        var counts = tables.Counts;
        _input = new float[counts.Length];
        _output = new float[counts.Length];
        var mass = new double[tree is null ? 0 : Math.Max(0, counts.Length - 1)];
        for (var id = 0; id < counts.Length; id++)
        {
            var trained = counts[id] * tables.Keep(id) * times;
            _input[id] = curves.Input.At(trained);
            _output[id] = curves.Output.At(trained);
            foreach (var step in tree is null ? [] : tree.Path(id))
            {
                // A node that split off after the tables were made has no mass yet.
                if (step >> 1 < mass.Length)
                {
                    mass[step >> 1] += trained;
                }
            }
        }

        _nodes = [.. mass.Select(curves.Nodes.At)];
    }

    /// <summary>The whole rate for every row.</summary>
    public static RowRates Uniform { get; } = new();

    /// <summary>Bytes that rates for <paramref name="words"/> words take, and what computing them takes beside.</summary>
    internal static long BytesFor(long words) => words * ((3 * sizeof(float)) + sizeof(double));

    /// <summary>Gives the word that takes a row the whole rate; under the conditions of <see cref="SamplingTables.Vacate"/>.</summary>
    public void Vacate(int id)
    {
        if (id < _input.Length)
        {
            (_input[id], _output[id]) = (1, 1);
        }
    }

    /// <summary>The share for an input embedding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Input(int id) => (uint)id < (uint)_input.Length ? _input[id] : 1f;

    /// <summary>The share for an output embedding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Output(int id) => (uint)id < (uint)_output.Length ? _output[id] : 1f;

    /// <summary>The share for the vector of an inner node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Node(int node) => (uint)node < (uint)_nodes.Length ? _nodes[node] : 1f;
}
