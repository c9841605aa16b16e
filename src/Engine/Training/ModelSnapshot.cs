using System.Runtime.CompilerServices;
using StreamW2V.Store.Generations;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The matrices of a model on their way to a generation while training goes on; see <see cref="MatrixSnapshot"/>. Whoever writes rows calls the Keep of their matrix before, from the moment at which
/// <see cref="RowGuard.Current"/> names it.
/// </summary>
internal sealed class ModelSnapshot
{
    private readonly GenerationWriter _writer;
    private readonly MatrixSnapshot _input;
    private readonly MatrixSnapshot? _output;
    private readonly MatrixSnapshot? _nodes;

    /// <summary>A snapshot of matrices that were begun; those the objective does not use are null.</summary>
    public ModelSnapshot(GenerationWriter writer, MatrixSnapshot input, MatrixSnapshot? output, MatrixSnapshot? nodes)
    {
        _writer = writer;
        _input = input;
        _output = output;
        _nodes = nodes;
    }

    /// <summary>Blocks that were copied by those who wanted to write their rows, and not by <see cref="End"/>.</summary>
    public int BlocksKept => _input.BlocksKept + (_output?.BlocksKept ?? 0) + (_nodes?.BlocksKept ?? 0);

    /// <summary>To be called before input embeddings are written.</summary>
    public void KeepInputs(ReadOnlySpan<int> ids) => _input.Keep(ids);

    /// <summary>To be called before output embeddings are written.</summary>
    public void KeepOutputs(ReadOnlySpan<int> ids) => _output?.Keep(ids);

    /// <summary>To be called before any of the first <paramref name="words"/> output embeddings are written.</summary>
    public void KeepFirstOutputs(int words) => _output?.KeepFirst(words);

    /// <summary>To be called before both embeddings of a word are written.</summary>
    public void KeepWord(int id)
    {
        _input.Keep(id);
        _output?.Keep(id);
    }

    /// <summary>To be called before the vector of an inner node is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void KeepNode(int node) => _nodes?.Keep(node);

    /// <summary>Writes what nobody has kept.</summary>
    /// <exception cref="ArithmeticException">A row holds a number that is not finite: the model had diverged, and what was written must not be committed.</exception>
    /// <exception cref="Store.Files.StorageException">Writing failed.</exception>
    public void End()
    {
        // Noise words come from everywhere: the trainers want all output embeddings within moments, and rare input embeddings seldom.
        MatrixSnapshot?[] matrices = [_input, _output, _nodes];
        foreach (var matrix in matrices.Reverse().OfType<MatrixSnapshot>())
        {
            _writer.EndMatrix(matrix);
        }

        if (Array.Find(matrices, matrix => matrix?.FirstNotFinite >= 0) is { } diverged)
        {
            throw new ArithmeticException($"row {diverged.FirstNotFinite} is no longer finite");
        }
    }
}
