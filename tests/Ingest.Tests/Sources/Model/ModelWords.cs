namespace StreamW2V.Ingest.Tests.Sources.Model;

/// <summary>
/// What must have been seen: every word is written once, so each line of the journal can be traced to where it came from. Says what is
/// wrong in words, or null.
/// </summary>
internal sealed class ModelWords
{
    private readonly Dictionary<string, int> _allowed = [];
    private readonly Dictionary<string, int> _seen = [];
    private readonly HashSet<string> _lineStarts = [];
    private readonly HashSet<(string, string)> _neighbors = [];
    private readonly HashSet<string> _breaks = [];
    private readonly HashSet<string> _draining = [];
    private readonly List<string> _lines = [];

    public int Seen => _seen.Count;

    /// <summary>Words gone from the disk before they were read: nobody can know them.</summary>
    public int Lost { get; private set; }

    public bool IsSeen(string word) => _seen.ContainsKey(word);

    /// <summary>Notes a word written behind another, or at the start of a line.</summary>
    public void Write(string word, string? before)
    {
        _allowed.Add(word, 1);
        if (before is null)
        {
            _lineStarts.Add(word);
        }
        else
        {
            _neighbors.Add((before, word));
        }
    }

    /// <summary>A line without end may be taken for a whole one behind this word.</summary>
    public void MayBreakAfter(string? word)
    {
        if (word is not null)
        {
            _breaks.Add(word);
        }
    }

    /// <summary>What is left of a file that lost its end counts as new content.</summary>
    public void MayRepeat(IEnumerable<string> words)
    {
        foreach (string word in words)
        {
            _allowed[word]++;
        }
    }

    /// <summary>The words have left the folder and only an open descriptor leads to them.</summary>
    public void Drain(IEnumerable<string> words) => _draining.UnionWith(words);

    /// <summary>The words are no longer in any file: nobody can be asked for them.</summary>
    public void Lose(IEnumerable<string> words) => _draining.ExceptWith(words);

    /// <summary>The descriptors are gone.</summary>
    public void Killed() => _draining.Clear();

    public void See(string line)
    {
        _lines.Add(line);
        foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _seen[word] = _seen.GetValueOrDefault(word) + 1;
        }
    }

    /// <summary>Compares at the end, when everything still there has been read.</summary>
    public string? Check(HashSet<string> present)
    {
        foreach (var (word, times) in _seen)
        {
            if (!_allowed.TryGetValue(word, out int allowed) || times > allowed)
            {
                return allowed == 0 ? $"'{word}' was never written" : $"'{word}' was read {times} times, {allowed} allowed";
            }
        }

        foreach (string word in _allowed.Keys.Where(word => !_seen.ContainsKey(word)))
        {
            if (present.Contains(word) || _draining.Contains(word))
            {
                return $"'{word}' was never read, {(present.Contains(word) ? "and is there" : "although its file was open")}";
            }

            Lost++;
        }

        return CheckLines() ?? CheckOrder();
    }

    private string? CheckLines()
    {
        foreach (string line in _lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 1; i < words.Length; i++)
            {
                if (!_neighbors.Contains((words[i - 1], words[i])))
                {
                    return $"the line '{line}' joins what was never one line";
                }
            }

            if (words.Length > 0 && !_lineStarts.Contains(words[0])
                && !_neighbors.Any(pair => pair.Item2 == words[0] && _breaks.Contains(pair.Item1)))
            {
                return $"the line '{line}' starts in the middle of one";
            }
        }

        return null;
    }

    // The words of one stream ascend, but for those that may be read again.
    private string? CheckOrder()
    {
        var last = new Dictionary<string, int>();
        foreach (string word in _lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            int split = word.IndexOf('t', StringComparison.Ordinal);
            string stream = word[..split];
            int number = int.Parse(word[(split + 1)..].TrimEnd('x'), System.Globalization.CultureInfo.InvariantCulture);
            if (_allowed[word] == 1 && number < last.GetValueOrDefault(stream, -1))
            {
                return $"'{word}' was read out of order";
            }

            last[stream] = Math.Max(number, last.GetValueOrDefault(stream, -1));
        }

        return null;
    }
}
