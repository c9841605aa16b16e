using StreamW2V.Engine.Training.Curves;

namespace StreamW2V.Engine.Training;

/// <summary>
/// The mean loss per positive example in double precision, over the sentences that are measured (one in <see cref="Stride"/>, chosen by number, so that
/// measuring is part of no decision and costs little). One per worker.
/// </summary>
internal sealed class LossMeter
{
    /// <summary>One sentence in this many is measured.</summary>
    public const int Stride = 64;

    /// <summary>In place of the number of a sentence that is never measured.</summary>
    public const long Unmeasured = -1;

    /// <summary>
    /// A mean loss for each score that no model has that learns: one that knows nothing has ln 2, and beyond 30 the sigmoid of a score is 0 or 1 to thirteen digits.
    /// </summary>
    private const double Absurd = 100;

    private readonly Lock _gate = new();
    private LossSum _total;

    /// <summary>Whether the sentence under way is measured.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Names the sentence under way.</summary>
    public void Begin(long sentence) => IsOn = sentence % Stride == 0;

    /// <summary>Adds examples whose losses sum to <paramref name="loss"/>, over so many <paramref name="scores"/>.</summary>
    public void Add(double loss, int examples, int scores)
    {
        lock (_gate)
        {
            IsSound &= loss <= Absurd * scores; // not a number is not
            _total += new LossSum(loss, examples);
        }
    }

    /// <summary>
    /// Adds the logistic losses of scores[n·K + k] against targets[k], for N examples; for none if <paramref name="isSecond"/>, where another layer has counted
    /// the same examples and the loss is the sum of both.
    /// </summary>
    public void AddLogistic(ReadOnlySpan<float> scores, ReadOnlySpan<float> targets, bool isSecond = false)
    {
        if (targets.Length == 0)
        {
            return;
        }

        // Σ log(1 + e^-z) as the logarithm of products, one for many factors; beyond e^30 the logarithm is z itself to 13 digits.
        var sum = 0.0;
        var product = 1.0;
        for (var i = 0; i < scores.Length;)
        {
            for (var k = 0; k < targets.Length; k++, i++)
            {
                var z = targets[k] > 0.5f ? scores[i] : -scores[i];
                sum += z < -30 ? -z : 0;
                product *= z < -30 ? 1 : 1 + Math.Exp(-z);
                if (product > 1e200)
                {
                    sum += Math.Log(product);
                    product = 1;
                }
            }
        }

        sum += Math.Log(product);
        Add(sum, isSecond ? 0 : scores.Length / targets.Length, scores.Length);
    }

    /// <summary>What was added since it was last taken.</summary>
    public LossSum Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    /// <summary>Whether no loss was ever out of all bounds: a model of which one was has diverged.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Takes what was added since the last call, and goes on from <paramref name="rest"/>.</summary>
    public LossSum Take(LossSum rest = default)
    {
        lock (_gate)
        {
            var taken = _total;
            _total = rest;
            return taken;
        }
    }
}
