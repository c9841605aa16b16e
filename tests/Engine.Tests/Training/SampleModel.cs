using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Tests.Reference;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Training.Curves;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>A small model in memory with fixed pseudo-random rows and Zipf counts, for trainers to work on.</summary>
internal sealed class SampleModel
{
    private readonly LearnerOptions _options;
    private readonly int _words;
    private readonly float[][] _memory = new float[3][];
    private readonly ModelRows _rows;
    private readonly CodeTable _codes = new();
    private readonly HuffmanTree _tree;

    public SampleModel(LearnerOptions options, int words)
    {
        _options = options;
        _words = words;
        var counts = Enumerable.Range(1, words).Select(rank => Math.Ceiling(1000.0 / rank)).ToArray();
        _tree = HuffmanTree.Build(counts);
        _codes.Replace(_tree.CopyPaths(words));
        Tables = new SamplingTables(counts, options.NoiseExponent, options.Sample, needsNoise: true);
        Rates = new RowRates(Tables, _tree, new(new(50, 0.75, 0.1), new(80, 0.5, 0.1), new(60, 0.5, 0.1)));
        _rows = new(
            RowTable.Allocate(words, options.Stride, out _memory[0]),
            RowTable.Allocate(words, options.Stride, out _memory[1]),
            RowTable.Allocate(words, options.Stride, out _memory[2]),
            new RowGuard());
        var random = new RandomSource(11, 0, 0);
        foreach (var table in new[] { _rows.Input, _rows.Output, _rows.Nodes })
        {
            for (var r = 0; r < words; r++)
            {
                for (var i = 0; i < options.Dimension; i++)
                {
                    table[r][i] = random.NextSingle() - 0.5f;
                }
            }
        }
    }

    public TrainersAtWork AtWork { get; } = new();

    public SamplingTables Tables { get; }

    /// <summary>A different rate for each row, as a stream has them.</summary>
    public RowRates Rates { get; }

    /// <summary>Sentences of 1 to 14 words in which frequent words are frequent.</summary>
    public static int[][] Sentences(int count, int words)
    {
        var random = new RandomSource(13, 0, 0);
        var sentences = new int[count][];
        for (var s = 0; s < count; s++)
        {
            sentences[s] = new int[1 + random.NextInt32(14)];
            for (var i = 0; i < sentences[s].Length; i++)
            {
                sentences[s][i] = (int)(words * random.NextDouble() * random.NextDouble());
            }
        }

        return sentences;
    }

    public void Train(string kernel, int[] sentence, long number, float rate) => TrainBatch(kernel, [sentence], number, rate);

    public LossSum TrainBatch(string kernel, int[][] sentences, long number, float rate) => Measure(kernel, sentences, number, rate, PrequentialSample.Share).Training;

    /// <summary>Trains a batch of which a share of the sentences is scored first, behind each of them one that is rehearsed if there are any.</summary>
    public MeasuredLosses Measure(string kernel, int[][] sentences, long number, float rate, double share, int[][]? rehearsed = null) =>
        KernelSelector.Dispatch<BatchTraining, MeasuredLosses>(kernel, new(this, sentences, number, rate, share, rehearsed));

    public ReferenceModel ToReference() =>
        new(ToDouble(_rows.Input), ToDouble(_rows.Output), ToDouble(_rows.Nodes), Enumerable.Range(0, _words).Select(_tree.Path).ToArray());

    public void ClearOutput()
    {
        for (var r = 0; r < _words; r++)
        {
            _rows.Output[r].Clear();
        }
    }

    public float[] AllFloats()
    {
        var floats = new List<float>();
        foreach (var table in new[] { _rows.Input, _rows.Output, _rows.Nodes })
        {
            for (var r = 0; r < _words; r++)
            {
                floats.AddRange(table[r]);
            }
        }

        return [.. floats];
    }

    /// <summary>The inner nodes that stand among the first <paramref name="levels"/> steps of some path.</summary>
    public HashSet<int> NodesNearTheRoot(int levels) =>
        [.. Enumerable.Range(0, _words).SelectMany(word => _tree.Path(word).Take(levels)).Select(step => step >> 1)];

    public IEnumerable<(bool IsNode, int Row, float[] Floats)> AllRows() =>
        new[] { (_rows.Input, false), (_rows.Output, false), (_rows.Nodes, true) }
            .SelectMany(t => Enumerable.Range(0, _words).Select(r => (t.Item2, r, t.Item1[r].ToArray())));

    public void AssertEquals(ReferenceModel reference, double tolerance)
    {
        AssertEquals(reference.Input, _rows.Input, tolerance);
        AssertEquals(reference.Output, _rows.Output, tolerance);
        AssertEquals(reference.Nodes, _rows.Nodes, tolerance);
    }

    private void AssertEquals(double[][] expected, RowTable actual, double tolerance)
    {
        for (var r = 0; r < expected.Length; r++)
        {
            for (var i = 0; i < _options.Stride; i++)
            {
                Assert.Equal(i < _options.Dimension ? expected[r][i] : 0, actual[r][i], tolerance);
            }
        }
    }

    private double[][] ToDouble(RowTable table)
    {
        var rows = new double[_words][];
        for (var r = 0; r < _words; r++)
        {
            rows[r] = table[r][.._options.Dimension].ToArray().Select(x => (double)x).ToArray();
        }

        return rows;
    }

    private readonly record struct BatchTraining(SampleModel Model, int[][] Sentences, long Number, float Rate, double Share, int[][]? Rehearsed) : IKernelAction<MeasuredLosses>
    {
        public MeasuredLosses Run<TKernel>()
            where TKernel : struct, IKernel
        {
            var batch = new TrainingBatch();
            batch.Begin(Number, Rate, Model.Tables, Model.Rates, Model._words);
            for (var s = 0; s < Sentences.Length; s++)
            {
                Array.ForEach(Sentences[s], batch.Add);
                batch.EndSentence();
                if (Rehearsed is not null)
                {
                    Array.ForEach(Rehearsed[s], batch.Add);
                    batch.EndRehearsed();
                }
            }

            var trainer = new Trainer<TKernel>(Model._options, Model._rows, Model._codes, Model.AtWork, Share);
            trainer.Train(batch);
            return new(trainer.Loss.Take(), trainer.Prequential.Take());
        }
    }
}
