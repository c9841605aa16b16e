namespace StreamW2V.Store.Tests.Mapping;

/// <summary>Prevents matrix files that the programs of our users cannot open.</summary>
[Collection(ChildProcesses.Name)]
public sealed class NumpyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NumpyFact]
    public void Numpy_maps_a_matrix_file_and_sees_the_same_numbers()
    {
        string path = MatrixFile.Write(_folder.At("m.npy"), 700, 100);
        string script = $"""
            import numpy
            m = numpy.load('{path}', mmap_mode='r')
            print(m.shape, m.dtype.str, m.offset, m[699, 99] == numpy.float32({MatrixFile.Value(699, 99)}), m[699, 100:].sum())
            """;
        Assert.True(NumpyFactAttribute.Run(script, out string output), output);
        Assert.Equal("(700, 112) <f4 4096 True 0.0\n", output);
    }
}
