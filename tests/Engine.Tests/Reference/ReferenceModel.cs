namespace StreamW2V.Engine.Tests.Reference;

/// <summary>
/// The model in double precision, written for reading: the losses of docs/learning.md and one exact gradient step for an example. The gradient checks
/// hold it against finite differences of its own losses, and the trainers are held against it.
/// </summary>
internal sealed class ReferenceModel
{
    public ReferenceModel(double[][] input, double[][] output, double[][] nodes, int[][] paths)
    {
        Input = input;
        Output = output;
        Nodes = nodes;
        Paths = paths;
    }

    public double[][] Input { get; }

    public double[][] Output { get; }

    public double[][] Nodes { get; }

    /// <summary>Per word: inner nodes from the root, as node · 2 + bit.</summary>
    public int[][] Paths { get; }

    public int Dimension => Input[0].Length;

    /// <summary>The hidden vector of a context: one row for skip-gram, mean or sum for CBOW.</summary>
    public double[] Hidden(ReadOnlySpan<int> context, bool mean)
    {
        var hidden = new double[Dimension];
        foreach (var id in context)
        {
            for (var i = 0; i < hidden.Length; i++)
            {
                hidden[i] += Input[id][i] / (mean ? context.Length : 1);
            }
        }

        return hidden;
    }

    /// <summary>E of one example: predict <paramref name="word"/> from <paramref name="hidden"/>.</summary>
    public double Loss(Objective objective, double[] hidden, int word, ReadOnlySpan<int> negatives)
    {
        var loss = 0.0;
        if (objective.HasFlag(Objective.NegativeSampling))
        {
            loss -= LogSigmoid(Dot(Output[word], hidden));
            foreach (var negative in negatives)
            {
                loss -= LogSigmoid(-Dot(Output[negative], hidden));
            }
        }

        if (objective.HasFlag(Objective.HierarchicalSoftmax))
        {
            foreach (var step in Paths[word])
            {
                loss -= LogSigmoid((1 - (2 * (step & 1))) * Dot(Nodes[step >> 1], hidden));
            }
        }

        if (objective.HasFlag(Objective.FullSoftmax))
        {
            loss += LogSumExp(hidden) - Dot(Output[word], hidden);
        }

        return loss;
    }

    /// <summary>
    /// Adds -rate · ∂E/∂row to the output-side rows of an example, each with its own rate, and returns e = -∂E/∂h; all gradients at the rows as <paramref name="at"/> holds
    /// them (itself for a plain step, a frozen copy for a step of several examples).
    /// </summary>
    public double[] Step(ReferenceModel at, Objective objective, double[] hidden, int word, ReadOnlySpan<int> negatives, ReferenceRates rates)
    {
        var error = new double[Dimension];
        if (objective.HasFlag(Objective.NegativeSampling))
        {
            var ids = new List<(int Id, double Target)> { (word, 1) };
            foreach (var negative in negatives)
            {
                ids.Add((negative, 0));
            }

            var steps = ids.Select(x => (x.Id, Step: x.Target - Sigmoid(Dot(at.Output[x.Id], hidden)))).ToArray();
            Apply(at.Output, Output, steps, rates.Output, hidden, error);
        }

        if (objective.HasFlag(Objective.HierarchicalSoftmax))
        {
            var steps = Paths[word].Select(s => (s >> 1, 1 - (s & 1) - Sigmoid(Dot(at.Nodes[s >> 1], hidden)))).ToArray();
            Apply(at.Nodes, Nodes, steps, rates.Node, hidden, error);
        }

        if (objective.HasFlag(Objective.FullSoftmax))
        {
            var logSum = at.LogSumExp(hidden);
            var steps = Enumerable.Range(0, Output.Length)
                .Select(j => (j, (j == word ? 1 : 0) - Math.Exp(Dot(at.Output[j], hidden) - logSum))).ToArray();
            Apply(at.Output, Output, steps, rates.Output, hidden, error);
        }

        return error;
    }

    public ReferenceModel Copy() => new(Copy(Input), Copy(Output), Copy(Nodes), Paths);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static double LogSigmoid(double x) => -Math.Log(1 + Math.Exp(-x));

    private static double[][] Copy(double[][] rows) => rows.Select(row => (double[])row.Clone()).ToArray();

    private static void Apply(double[][] before, double[][] rows, (int Id, double Step)[] steps, Func<int, double> rates, double[] hidden, double[] error)
    {
        foreach (var (id, step) in steps)
        {
            for (var i = 0; i < error.Length; i++)
            {
                error[i] += step * before[id][i];
            }
        }

        foreach (var (id, step) in steps)
        {
            for (var i = 0; i < error.Length; i++)
            {
                rows[id][i] += rates(id) * step * hidden[i];
            }
        }
    }

    private double LogSumExp(double[] hidden)
    {
        var scores = Output.Select(row => Dot(row, hidden)).ToArray();
        var largest = scores.Max();
        return largest + Math.Log(scores.Sum(s => Math.Exp(s - largest)));
    }
}
