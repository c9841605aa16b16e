namespace StreamW2V.Engine.Training.Curves;

/// <summary>
/// The curves of everything a store has learned, in bounded memory: the closed windows, oldest first and without gaps, and the scores. When there are more than
/// <see cref="MaxWindows"/>, neighbors are merged two by two and later windows are twice as long, so a run of years keeps a curve of even resolution.
/// </summary>
public sealed class LearningCurves
{
    /// <summary>Windows kept at most.</summary>
    public const int MaxWindows = 4096;

    /// <summary>Evaluations kept at most; beyond, every other one is dropped, the newest never.</summary>
    public const int MaxEvaluations = 2048;

    /// <summary>Tokens of a window of a young store, once it has seen that many: a multiple of the learner's edges.</summary>
    public const long FirstWindowTokens = 1 << 20;

    private readonly List<CurveWindow> _windows = [];
    private readonly List<CurveEvaluation> _evaluations = [];
    private long _admissions;
    private long _evictions;

    /// <summary>Curves without a point, of a text that begins at <paramref name="open"/>.</summary>
    internal LearningCurves(CurveWindow open) => Open = open;

    /// <summary>Tokens of the windows that are closed from here on.</summary>
    public long WindowTokens { get; internal set; } = FirstWindowTokens;

    /// <summary>The closed windows, oldest first.</summary>
    public IReadOnlyList<CurveWindow> Windows => _windows;

    /// <summary>The window under way, as far as it was measured when the curves were last written or brought up to date.</summary>
    public CurveWindow Open { get; internal set; }

    /// <summary>The scores, oldest first.</summary>
    public IReadOnlyList<CurveEvaluation> Evaluations => _evaluations;

    /// <summary>Words that got a row, since the store was made.</summary>
    public long Admissions => _admissions + Open.Admissions;

    /// <summary>Those of them that took the row of another word.</summary>
    public long Evictions => _evictions + Open.Evictions;

    /// <summary>The newest window that says something: the last closed one, or the open one as long as there is none.</summary>
    public CurveWindow Latest => _windows.Count > 0 ? _windows[^1] : Open;

    /// <summary>Appends a closed window.</summary>
    internal void Add(CurveWindow window)
    {
        _windows.Add(window);
        _admissions += window.Admissions;
        _evictions += window.Evictions;
        if (_windows.Count <= MaxWindows)
        {
            return;
        }

        // An even number is merged, from the oldest on; what may be left over is the newest.
        for (var pair = 0; pair < _windows.Count / 2; pair++)
        {
            _windows[pair] = CurveWindow.Merge(_windows[2 * pair], _windows[(2 * pair) + 1]);
        }

        var kept = _windows.Count / 2;
        if (_windows.Count % 2 == 1)
        {
            _windows[kept++] = _windows[^1];
        }

        _windows.RemoveRange(kept, _windows.Count - kept);
        WindowTokens *= 2;
    }

    /// <summary>Appends the scores at a place behind all before.</summary>
    internal void Add(CurveEvaluation evaluation)
    {
        _evaluations.Add(evaluation);
        if (_evaluations.Count > MaxEvaluations)
        {
            var newest = _evaluations.Count - 1;
            var index = 0;
            _evaluations.RemoveAll(_ => (newest - index++) % 2 == 1);
        }
    }
}
