using StreamW2V.Engine.Sampling;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// Negative sampling (Mikolov et al. 2013b, eq. 4; docs/learning.md, Objectives): E = -log σ(u_w·h) - Σ_k log σ(-u_k·h). The hidden vectors of one call share the
/// negatives, so the call is one small matrix product (Ji et al. 2016).
/// </summary>
internal sealed class NegativeSampling<TKernel> : IOutputLayer
    where TKernel : struct, IKernel
{
    private readonly RowTable _output;
    private readonly LossMeter _loss;
    private readonly int[] _ids;
    private readonly float[] _targets;
    private readonly float[] _scores;

    /// <summary>A layer over the output embeddings.</summary>
    /// <param name="output">The output embeddings.</param>
    /// <param name="negatives">Negatives per positive example.</param>
    /// <param name="maxHidden">The most hidden vectors in one call.</param>
    /// <param name="loss">Where losses are measured.</param>
    public NegativeSampling(RowTable output, int negatives, int maxHidden, LossMeter loss)
    {
        _output = output;
        _loss = loss;
        _ids = new int[negatives + 1];
        _targets = new float[negatives + 1];
        _targets[0] = 1;
        _scores = new float[(negatives + 1) * maxHidden];
    }

    /// <inheritdoc/>
    public void Learn(
        RowTable hidden, ReadOnlySpan<int> hiddenIds, int word, float rate, SamplingTables tables, ref RandomSource random, Span<float> errors)
    {
        _ids[0] = word;
        var count = 1;
        if (tables.Noise.Count > 0)
        {
            for (var k = 1; k < _ids.Length; k++)
            {
                // A negative equal to the word is drawn again; a vocabulary with hardly any other word gives up on it.
                var negative = tables.Noise.Draw(ref random);
                for (var again = 0; negative == word && again < 8; again++)
                {
                    negative = tables.Noise.Draw(ref random);
                }

                if (negative != word)
                {
                    _ids[count++] = negative;
                }
            }
        }

        var ids = _ids.AsSpan(0, count);
        var targets = _targets.AsSpan(0, count);
        var scores = _scores.AsSpan(0, count * hiddenIds.Length);
        TKernel.Scores(hidden, hiddenIds, _output, ids, scores);
        if (_loss.IsOn)
        {
            _loss.AddLogistic(scores, targets);
        }

        TKernel.LogisticSteps(scores, targets, rate);
        TKernel.Exchange(hidden, hiddenIds, _output, ids, scores, errors);
    }
}
