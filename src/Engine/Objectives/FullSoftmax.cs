using System.Runtime.InteropServices;
using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>
/// Exact softmax (docs/learning.md, Objectives): E = -u_w·h + log Σ_j exp(u_j·h), with q examples a step as one matrix product. The gradients of a step are all
/// taken at the rows as they were before it; log-sum-exp is shifted by the largest score.
/// </summary>
internal sealed class FullSoftmax<TKernel>
    where TKernel : struct, IKernel
{
    private const int Chunk = 252; // a multiple of the kernels' tiles of 6
    private readonly RowTable _input;
    private readonly RowTable _output;
    private readonly LossMeter _loss;
    private readonly WorkMeter _work;
    private readonly int _dimension;
    private readonly RowTable _hidden;
    private readonly float[] _hiddenMemory;
    private readonly int[] _hiddenIds;
    private readonly int[] _words;
    private readonly RowTable _errors;
    private readonly float[] _errorMemory;
    private readonly float[] _scratch;
    private readonly float[] _steps;
    private readonly int[] _chunkIds = new int[Chunk];
    private readonly List<int>[] _receivers;
    private readonly List<float>[] _receiverRates;
    private readonly float[] _rates = new float[Chunk];
    private readonly float[] _ones;
    private float[] _scores = [];
    private int _count;

    /// <summary>A layer over input and output embeddings that steps after <paramref name="batch"/> examples.</summary>
    public FullSoftmax(RowTable input, RowTable output, int dimension, int batch, LossMeter loss, WorkMeter work)
    {
        _dimension = dimension;
        _work = work;
        _input = input;
        _output = output;
        _loss = loss;
        _hidden = RowTable.Allocate(batch, input.Stride, out _hiddenMemory);
        _hiddenIds = Enumerable.Range(0, batch).ToArray();
        _words = new int[batch];
        _errors = RowTable.Allocate(batch, input.Stride, out _errorMemory);
        _scratch = new float[(batch + 1) * input.Stride];
        _steps = new float[batch * Chunk];
        _receivers = Enumerable.Range(0, batch).Select(_ => new List<int>()).ToArray();
        _receiverRates = Enumerable.Range(0, batch).Select(_ => new List<float>()).ToArray();
        _ones = [.. Enumerable.Repeat(1f, batch)];
    }

    /// <summary>
    /// Adds an example: <paramref name="word"/> from <paramref name="hidden"/>; each of the input rows <paramref name="receivers"/> moves by the
    /// error at the next step times its rate.
    /// </summary>
    public void Add(ReadOnlySpan<float> hidden, int word, ReadOnlySpan<int> receivers, ReadOnlySpan<float> rates, SentencePlan plan, int vocabulary)
    {
        hidden.CopyTo(_hidden[_count]);
        _words[_count] = word;
        _receivers[_count].Clear();
        _receiverRates[_count].Clear();
        _receivers[_count].AddRange(receivers);
        _receiverRates[_count].AddRange(rates);
        if (++_count == _words.Length)
        {
            Step(plan, vocabulary);
        }
    }

    /// <summary>Learns from the examples added since the last step.</summary>
    public void Step(SentencePlan plan, int vocabulary)
    {
        if (_count == 0)
        {
            return;
        }

        var examples = _hiddenIds.AsSpan(0, _count);
        _work.Count(6L * _count * vocabulary * _dimension);
        FindDistributions(examples, vocabulary, _loss.IsOn ? _loss : null);
        for (var n = 0; n < _count; n++)
        {
            _errors[n].Clear();
        }

        for (var first = 0; first < vocabulary; first += Chunk)
        {
            var ids = ChunkIds(first, vocabulary);
            for (var k = 0; k < ids.Length; k++)
            {
                _rates[k] = plan.Rate * plan.Shares.Output(ids[k]);
            }

            for (var n = 0; n < _count; n++)
            {
                for (var k = 0; k < ids.Length; k++)
                {
                    _steps[(n * ids.Length) + k] = (ids[k] == _words[n] ? 1f : 0f) - _scores[(n * vocabulary) + ids[k]];
                }
            }

            TKernel.Exchange(_hidden, examples, _errors, examples, _ones.AsSpan(0, _count), _output, ids, _rates.AsSpan(0, ids.Length), _steps, _scratch);
        }

        for (var n = 0; n < _count; n++)
        {
            TKernel.AddToRows(_input, CollectionsMarshal.AsSpan(_receivers[n]), CollectionsMarshal.AsSpan(_receiverRates[n]), _errors[n]);
        }

        _count = 0;
        GC.KeepAlive(_hiddenMemory);
        GC.KeepAlive(_errorMemory);
    }

    /// <summary>Adds the cross-entropy of predicting <paramref name="word"/> from <paramref name="hidden"/> to <paramref name="loss"/>, at the latest with <see cref="EndScoring"/>.</summary>
    public void Score(ReadOnlySpan<float> hidden, int word, int vocabulary, LossMeter loss)
    {
        hidden.CopyTo(_hidden[_count]);
        _words[_count] = word;
        if (++_count == _words.Length)
        {
            EndScoring(vocabulary, loss);
        }
    }

    /// <summary>Adds what is left to the losses. Scores and examples of a step must not be mixed.</summary>
    public void EndScoring(int vocabulary, LossMeter loss)
    {
        FindDistributions(_hiddenIds.AsSpan(0, _count), vocabulary, loss);
        _count = 0;
    }

    /// <summary>Leaves y_j = exp(u_j·h) / Σ exp in the score array, and adds the cross-entropies to <paramref name="loss"/>, if any.</summary>
    private void FindDistributions(ReadOnlySpan<int> examples, int vocabulary, LossMeter? loss)
    {
        if (_scores.Length < (long)_words.Length * vocabulary)
        {
            _scores = new float[Math.Max(checked(_words.Length * vocabulary), (int)Math.Min(_scores.Length * 2L, Array.MaxLength))];
        }

        for (var first = 0; first < vocabulary; first += Chunk)
        {
            var ids = ChunkIds(first, vocabulary);
            TKernel.Scores(_hidden, examples, _output, ids, _steps);
            for (var n = 0; n < examples.Length; n++)
            {
                _steps.AsSpan(n * ids.Length, ids.Length).CopyTo(_scores.AsSpan((n * vocabulary) + first));
            }
        }

        for (var n = 0; n < examples.Length; n++)
        {
            var scores = _scores.AsSpan(n * vocabulary, vocabulary);
            var largest = float.NegativeInfinity;
            foreach (var score in scores)
            {
                largest = Math.Max(largest, score);
            }

            var sum = 0.0;
            foreach (var score in scores)
            {
                sum += Math.Exp(score - largest);
            }

            var logSum = largest + Math.Log(sum);
            loss?.Add(logSum - scores[_words[n]], 1, scores.Length);

            for (var j = 0; j < scores.Length; j++)
            {
                scores[j] = (float)Math.Exp(scores[j] - logSum);
            }
        }
    }

    private ReadOnlySpan<int> ChunkIds(int first, int vocabulary)
    {
        var count = Math.Min(Chunk, vocabulary - first);
        for (var k = 0; k < count; k++)
        {
            _chunkIds[k] = first + k;
        }

        return _chunkIds.AsSpan(0, count);
    }
}
